import { firstDifference } from "../../../lib/training/checkpoints/difference.ts";
import { assertEquals } from "../../assert.ts";

Deno.test("firstDifference() names the first key whose values differ, with both", () => {
  const config = { a: 1, b: { c: [1, 2], d: "x" } };
  assertEquals(firstDifference(config, structuredClone(config)), undefined);
  assertEquals(firstDifference(config, { a: 1, b: { c: [1, 3], d: "y" } }), { key: "b.c[1]", here: "2", there: "3" });
  assertEquals(firstDifference(config, { a: 1, b: { c: [1, 2] } }), { key: "b.d", here: '"x"', there: "absent" });
  assertEquals(firstDifference(config, { a: 1, b: 2, e: 3 }), { key: "b", here: JSON.stringify(config.b), there: "2" });
  assertEquals(firstDifference([1], { 0: 1 }), { key: "", here: "[1]", there: '{"0":1}' });
  assertEquals(firstDifference({}, { e: null }), { key: "e", here: "absent", there: "null" });
});
