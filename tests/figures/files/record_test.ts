import { assert, assertEquals, assertNotEquals } from "../../assert.ts";
import { digest, recordFigure, writeRecord } from "../../../lib/figures/files/record.ts";
import { makeFigure } from "../../../lib/figures/figure.ts";

const numbers = { y: new Float64Array([1 / 3, NaN, -Infinity]), nested: [{ a: null, b: "text", c: true }] };
const figure = makeFigure({ name: "a", caption: "c", seeds: [1, 2] }, {
  data: [],
  layout: {},
  width: 1,
  height: 1,
  numbers,
});

Deno.test("writeRecord() writes JSON with every digit and a line for each list", async () => {
  const text = writeRecord(await recordFigure(figure, { svg: "0" }, "abc"));
  const read = JSON.parse(text);
  assertEquals(read.numbers, { y: [1 / 3, "NaN", "-Infinity"], nested: [{ a: null, b: "text", c: true }] });
  assertEquals([read.name, read.caption, read.seeds, read.commit, read.versions.deno], [
    "a",
    "c",
    [1, 2],
    "abc",
    Deno.version.deno,
  ]);
  assert(text.includes('"y": [0.3333333333333333,"NaN","-Infinity"]'));
});

Deno.test("recordFigure() knows a drawing by its digest", async () => {
  const drawing = async (layout: object) => (await recordFigure({ ...figure, layout }, {}, null)).drawing;
  assertEquals(await drawing({ a: 1 }), await drawing({ a: 1 }));
  assertNotEquals(await drawing({ a: 1 }), await drawing({ a: 2 }));
});

Deno.test("digest() is SHA-256", () => {
  assertEquals(digest("abc").slice(0, 16), "ba7816bf8f01cfea");
  assertEquals(digest(new TextEncoder().encode("abc")), digest("abc"));
});
