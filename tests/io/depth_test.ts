import { z } from "zod";
import { canonicalJson } from "../../lib/io/content_id.ts";
import { checkDepth, tooDeep } from "../../lib/io/depth.ts";
import { validate } from "../../lib/io/validate.ts";
import { assertEquals, assertThrows } from "../assert.ts";

const nested = (depth: number) => JSON.parse("[".repeat(depth) + "]".repeat(depth));

Deno.test("tooDeep() is so from 257 levels on, and of data that contain themselves", () => {
  assertEquals([0, 1, 256, 257, 100_000].map((depth) => tooDeep(depth === 0 ? 7 : nested(depth))), [
    false,
    false,
    false,
    true,
    true,
  ]);
  const own: unknown[] = [];
  own.push({ own });
  assertEquals(tooDeep(own), true);
  assertEquals(tooDeep(Array.from({ length: 100_000 }, () => [])), false);
});

Deno.test("validate() and canonicalJson() refuse what is nested too deep for them", () => {
  const message = "it is nested more than 256 levels deep";
  for (const depth of [300, 20_000]) {
    assertThrows(() => checkDepth("read", nested(depth)), RangeError, `Cannot read: ${message}`);
    assertThrows(() => validate("read", z.json(), nested(depth)), RangeError, message);
    assertThrows(() => canonicalJson(nested(depth)), RangeError, message);
  }
  validate("read", z.json(), nested(256));
});
