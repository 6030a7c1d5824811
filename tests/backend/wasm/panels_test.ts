import { startBackend } from "../../../lib/backend/choice/start.ts";
import { allocate, floats, release } from "../../../lib/backend/wasm/heap.ts";
import { allocateSums, packPanels, trimmed, wholePanels, widened } from "../../../lib/backend/wasm/panels.ts";
import { assertEquals } from "../../assert.ts";

Deno.test("packPanels() writes panel by panel all terms of eight columns, then zeros", () => {
  const [terms, columns] = [3, 10], matrix = Float32Array.from({ length: 2 + terms * columns }, (_, i) => i);
  const expected = Float32Array.from({ length: terms * wholePanels(columns) }, (_, at) => {
    const panel = Math.floor(at / (8 * terms)), column = 8 * panel + at % 8, term = Math.floor(at / 8) % terms;
    return column < columns ? 2 + term * columns + column : 0;
  });
  const panels = new Float32Array(expected.length).fill(NaN);
  packPanels(matrix, 2, [terms, columns], [columns, 1], panels);
  assertEquals(panels, expected);
  const turned = Float32Array.from(
    { length: terms * columns },
    (_, i) => 2 + i % terms * columns + Math.floor(i / terms),
  );
  packPanels(turned, 0, [terms, columns], [1, terms], panels.fill(NaN));
  assertEquals(panels, expected);
});

Deno.test("widened() and trimmed() fill up the last panel with zeros and take them away, or do nothing", async () => {
  await startBackend("wasm");
  const [x, whole] = allocate([2, 3], [2, 8]);
  floats(x).set([1, 2, 3, 4, 5, 6]);
  const wide = widened(x, 2, 3);
  assertEquals([...floats(wide)], [1, 2, 3, 0, 0, 0, 0, 0, 4, 5, 6, 0, 0, 0, 0, 0]);
  assertEquals(widened(whole, 2, 8), whole);
  const narrow = trimmed(wide, [2, 1, 3]);
  assertEquals(narrow.shape, [2, 1, 3]);
  assertEquals([...floats(narrow)], [1, 2, 3, 4, 5, 6]);
  const sums = allocateSums(2, 8), same = trimmed(sums, [1, 2, 8]);
  assertEquals([same.dataId, same.shape], [sums.dataId, [1, 2, 8]]);
  assertEquals([...floats(same)], new Array(16).fill(0));
  release(x, whole, narrow, same);
});
