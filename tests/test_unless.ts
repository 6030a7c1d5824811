/**
 * Tests of what is not on every machine.
 * @module
 */

/**
 * A test that is ignored, with the reason in its name, where what it needs is missing. Tensors and processes that others
 * keep do not count as leaks.
 * @param name The test's name.
 * @param missing What is missing; empty where nothing is.
 * @param fn The test.
 */
export function testUnless(name: string, missing: string, fn: () => Promise<void>): void {
  Deno.test({
    name: `${name}${missing && ` (ignored: ${missing})`}`,
    ignore: missing !== "",
    sanitizeResources: false,
    sanitizeOps: false,
    fn,
  });
}
