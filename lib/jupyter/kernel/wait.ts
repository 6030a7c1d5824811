/**
 * Waiting that leaves no timer behind.
 * @module
 */

/**
 * Waits.
 * @param milliseconds How long.
 */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Waits for a promise, but not for ever.
 * @param milliseconds The most to wait.
 * @param promise What to wait for.
 * @returns What it resolved to, or undefined where the time was over first.
 * @throws Whatever the promise is rejected with in time.
 */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<undefined>((resolve) => timer = setTimeout(() => resolve(undefined), milliseconds));
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}
