/**
 * A stand-in for the part of `@std/assert` that the tests use, on `node:assert`: for machines that cannot reach JSR.
 * @module
 */
import nodeAssert, { AssertionError } from "node:assert";

export { AssertionError };

type ErrorClass<E extends Error> = new (...args: never[]) => E;

export function assert(value: unknown, message = "Expected a truthy value"): asserts value {
  if (!value) throw new AssertionError({ message });
}

export function assertFalse(value: unknown, message = "Expected a falsy value"): void {
  if (value) throw new AssertionError({ message });
}

export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  nodeAssert.deepStrictEqual(actual, expected, message as string);
}

export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  nodeAssert.notDeepStrictEqual(actual, expected, message as string);
}

export function assertStrictEquals<T>(actual: unknown, expected: T, message?: string): asserts actual is T {
  nodeAssert.strictEqual(actual, expected, message as string);
}

export function assertExists<T>(value: T, message = `Expected a value, got ${value}`): asserts value is NonNullable<T> {
  if (value === undefined || value === null) throw new AssertionError({ message });
}

export function assertAlmostEquals(actual: number, expected: number, tolerance?: number, message?: string): void {
  if (Object.is(actual, expected)) return;
  const limit = tolerance ?? (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  const delta = Math.abs(expected - actual);
  if (delta <= limit) return;
  throw new AssertionError({
    message: `${message ? `${message}: ` : ""}Expected ${actual} to be within ${limit} of ${expected}, off by ${delta}`,
  });
}

export function assertGreater<T>(actual: T, expected: T, message?: string): void {
  if (!(actual > expected)) throw new AssertionError({ message: message ?? `Expected ${actual} > ${expected}` });
}

export function assertLess<T>(actual: T, expected: T, message?: string): void {
  if (!(actual < expected)) throw new AssertionError({ message: message ?? `Expected ${actual} < ${expected}` });
}

export function assertMatch(actual: string, expected: RegExp, message?: string): void {
  if (!expected.test(actual)) {
    throw new AssertionError({ message: message ?? `Expected ${JSON.stringify(actual)} to match ${expected}` });
  }
}

export function assertStringIncludes(actual: string, expected: string, message?: string): void {
  if (!actual.includes(expected)) {
    throw new AssertionError({
      message: message ?? `Expected ${JSON.stringify(actual)} to include ${JSON.stringify(expected)}`,
    });
  }
}

export function assertIsError<E extends Error = Error>(
  error: unknown,
  // deno-lint-ignore no-explicit-any
  ErrorClass?: abstract new (...args: any[]) => E,
  includes?: string | RegExp,
  message?: string,
): asserts error is E {
  const note = message ? `: ${message}` : "";
  if (!(error instanceof Error)) throw new AssertionError({ message: `Expected an Error, got ${error}${note}` });
  if (ErrorClass && !(error instanceof ErrorClass)) {
    throw new AssertionError({
      message: `Expected ${ErrorClass.name}, got ${error.constructor.name} (${error.message})${note}`,
    });
  }
  const found = includes === undefined ||
    (typeof includes === "string" ? error.message.includes(includes) : includes.test(error.message));
  if (!found) {
    throw new AssertionError({ message: `Expected "${error.message}" to include ${JSON.stringify(includes)}${note}` });
  }
}

export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  Class?: ErrorClass<E>,
  includes?: string,
  message?: string,
): E {
  let thrown: unknown;
  try {
    fn();
  } catch (error) {
    thrown = error;
  }
  if (thrown === undefined) throw new AssertionError({ message: message ?? "Expected function to throw" });
  assertIsError<E>(thrown, Class as never, includes, message);
  return thrown;
}

export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  Class?: ErrorClass<E>,
  includes?: string,
  message?: string,
): Promise<E> {
  let thrown: unknown;
  try {
    await fn();
  } catch (error) {
    thrown = error;
  }
  if (thrown === undefined) throw new AssertionError({ message: message ?? "Expected function to reject" });
  assertIsError<E>(thrown, Class as never, includes, message);
  return thrown;
}
