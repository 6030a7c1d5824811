import { assertEquals, assertRejects, assertStringIncludes } from "../../assert.ts";
import { compareFigures, compareRecords, readRecord } from "../../../lib/figures/files/compare.ts";
import { type FigureRecord, recordFigure, writeRecord } from "../../../lib/figures/files/record.ts";
import { makeFigure } from "../../../lib/figures/figure.ts";
import type { FigureInfo } from "../../../lib/figures/types.ts";

function record(numbers: Record<string, unknown>, info: Partial<FigureInfo> = {}): Promise<FigureRecord> {
  const drawn = { data: [], layout: {}, width: 1, height: 1, numbers };
  return recordFigure(makeFigure({ name: "a", caption: "", ...info }, drawn), {}, null);
}

Deno.test("compareRecords() accepts what lies within the tolerance", async () => {
  const a = await record({ y: [1, 2e-8, "NaN"] });
  assertEquals(compareRecords(a, await record({ y: [1 + 1e-12, 2e-8, NaN] })), {
    same: true,
    comparable: true,
    detail: "2 numbers agree to 1e-9",
  });
  const loose = await record({ y: [1, 0] }, { tolerance: 0.1, absoluteTolerance: 1e-3 });
  assertEquals(compareRecords(loose, await record({ y: [1.09, 9e-4] })).same, true);
});

Deno.test("compareRecords() names the first entry that differs, with both values", async () => {
  const differs = async (was: unknown, is: unknown) => {
    const { same, detail } = compareRecords(
      await record({ panels: [{ y: was }] }),
      await record({ panels: [{ y: is }] }),
    );
    assertEquals(same, false);
    return detail;
  };
  assertEquals(await differs([1, 2], [1, 2.5]), "numbers.panels[0].y[1] was 2, is 2.5");
  assertEquals(await differs([1, 2], [1]), "numbers.panels[0].y had 2 entries, has 1");
  assertEquals(await differs("a", "b"), 'numbers.panels[0].y was "a", is "b"');
  assertEquals(await differs(1, undefined), "numbers.panels[0].y was 1, is absent");
  assertEquals(await differs([1], [NaN]), 'numbers.panels[0].y[0] was 1, is "NaN"');
});

Deno.test("compareRecords() does not compare across backends and data sets", async () => {
  const [a, b] = [await record({}, { backend: "wasm" }), await record({}, { backend: "native" })];
  assertEquals(compareRecords(a, b), {
    same: false,
    comparable: false,
    detail: "not comparable: backend was wasm, is native",
  });
  const other = compareRecords(await record({}, { seeds: [1] }), await record({}, { seeds: [2] }));
  assertEquals(other, { same: false, comparable: true, detail: "seeds was [1], is [2]" });
});

Deno.test("compareFigures() and readRecord() read files and say what is wrong with them", async () => {
  const folder = await Deno.makeTempDir();
  const path = (name: string) => `${folder}/${name}`;
  await Deno.writeTextFile(path("a.json"), writeRecord(await record({ y: [1] })));
  await Deno.writeTextFile(path("b.json"), writeRecord(await record({ y: [2] })));
  await Deno.writeTextFile(path("broken.json"), '{"name": "a", ');
  await Deno.writeTextFile(path("other.json"), "[1]");
  assertEquals((await compareFigures(path("a.json"), path("b.json"))).detail, "numbers.y[0] was 1, is 2");
  const missing = await assertRejects(() => readRecord(path("none.json")), Error);
  assertStringIncludes((missing as Error).message, `Cannot compare ${path("none.json")}`);
  await assertRejects(() => readRecord(path("broken.json")), SyntaxError, "it is not JSON");
  await assertRejects(() => readRecord(path("other.json")), SyntaxError, "it is not the record of a figure");
  await Deno.remove(folder, { recursive: true });
});
