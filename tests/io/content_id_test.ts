import { assertEquals, assertNotEquals, assertRejects, assertThrows } from "../assert.ts";
import { canonicalJson, contentId } from "../../lib/io/content_id.ts";

Deno.test("canonicalJson() sorts keys at every depth and leaves out undefined", () => {
  assertEquals(
    canonicalJson({ b: [1, { d: null, c: "x" }], a: true, e: undefined }),
    '{"a":true,"b":[1,{"c":"x","d":null}]}',
  );
});

Deno.test("canonicalJson() names what has no JSON form", () => {
  assertThrows(() => canonicalJson({ a: [0, NaN] }), TypeError, "value.a[1] is NaN");
  assertThrows(() => canonicalJson({ f: () => 1 }), TypeError, "value.f is function");
  assertThrows(() => canonicalJson({ x: new Float64Array(2) }), TypeError, "value.x is object");
});

Deno.test("contentId() depends on content alone", async () => {
  assertEquals(await contentId({ a: 1, b: 2 }), await contentId({ b: 2, a: 1 }));
  assertNotEquals(await contentId({ a: 1 }), await contentId({ a: 2 }));
  assertEquals((await contentId({})).length, 16);
  await assertRejects(() => contentId(undefined), TypeError, "value is undefined");
});
