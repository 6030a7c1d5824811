/**
 * How much memory a process has taken.
 * @module
 */

/**
 * Peak resident memory of this process; where only Linux tells it, what is held now elsewhere.
 * @returns Megabytes (2²⁰ bytes), shared libraries included.
 */
export async function peakMegabytes(): Promise<number> {
  if (Deno.build.os !== "linux") return Deno.memoryUsage().rss / 2 ** 20;
  const status = await Deno.readTextFile("/proc/self/status");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

/**
 * Forgets the peak so far, where the system lets it be forgotten.
 * @returns What is held now, in megabytes.
 */
export async function forgetPeak(): Promise<number> {
  if (Deno.build.os === "linux") await Deno.writeTextFile("/proc/self/clear_refs", "5").catch(() => {});
  return Deno.memoryUsage().rss / 2 ** 20;
}
