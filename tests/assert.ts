/**
 * The tests' only door to assertions: `@std/assert` from JSR where it can be reached, the local stand-in where not.
 * A static import would fail the whole run on a machine without JSR; a dynamic one can be caught.
 * @module
 */
type Assertions = typeof import("./assert_local.ts");

const assertions: Assertions = await import("@std/assert")
  .then((std) => std as unknown as Assertions, () => import("./assert_local.ts"));

export const assert: Assertions["assert"] = assertions.assert;
export const assertAlmostEquals: Assertions["assertAlmostEquals"] = assertions.assertAlmostEquals;
export const assertEquals: Assertions["assertEquals"] = assertions.assertEquals;
export const assertExists: Assertions["assertExists"] = assertions.assertExists;
export const assertFalse: Assertions["assertFalse"] = assertions.assertFalse;
export const assertGreater: Assertions["assertGreater"] = assertions.assertGreater;
export const assertIsError: Assertions["assertIsError"] = assertions.assertIsError;
export const assertLess: Assertions["assertLess"] = assertions.assertLess;
export const assertMatch: Assertions["assertMatch"] = assertions.assertMatch;
export const assertNotEquals: Assertions["assertNotEquals"] = assertions.assertNotEquals;
export const assertRejects: Assertions["assertRejects"] = assertions.assertRejects;
export const assertStrictEquals: Assertions["assertStrictEquals"] = assertions.assertStrictEquals;
export const assertStringIncludes: Assertions["assertStringIncludes"] = assertions.assertStringIncludes;
export const assertThrows: Assertions["assertThrows"] = assertions.assertThrows;
