import { scratchKernels, STEP, TILE } from "../../../lib/numerics/kernels/float64.ts";
import { packPanels } from "../../../lib/numerics/kernels/pack.ts";
import { Random } from "../../../lib/numerics/random.ts";
import { assertAlmostEquals, assertEquals } from "../../assert.ts";

Deno.test("packPanels() puts term k of row i to place 4k + i mod 4 of panel ⌊i/4⌋, and nothing else", () => {
  const memory = new Float64Array(20).fill(-1);
  // Five rows of two terms, three entries apart, into panels of two terms, two places from the start.
  packPanels(memory, 2, 2, Float32Array.from({ length: 15 }, (_, i) => i), 1, [5, 3], [2, 1]);
  const panels = [1, 4, 7, 10, 2, 5, 8, 11, 13, -1, -1, -1, 14, -1, -1, -1];
  assertEquals([...memory], [-1, -1, ...panels, -1, -1]);
});

Deno.test("packPanels() packs a matrix and its transpose alike, so that the block product multiplies them", () => {
  const [rows, columns] = [6, STEP], a = new Random(1, "a").normals(rows * columns);
  const transposed = Float64Array.from(a, (_, i) => a[i % rows * columns + Math.floor(i / rows)]);
  const panels = Math.ceil(rows / TILE), size = panels * TILE * STEP, side = panels * TILE;
  const { memory, block } = scratchKernels(8 * (2 * size + side * side));
  const values = new Float64Array(memory.buffer).fill(0);
  packPanels(values, 0, STEP, a, 0, [rows, columns], [columns, 1]);
  // The other factor term by term.
  for (let k = 0; k < columns; k++) packPanels(values, size + TILE * k, STEP, transposed, k * rows, [rows, 1], [1, 0]);
  assertEquals(values.slice(0, size), values.slice(size, 2 * size));
  block(0, 8 * size, 16 * size, panels, panels, STEP, 8 * side);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      let product = 0;
      for (let k = 0; k < columns; k++) product += a[i * columns + k] * a[j * columns + k];
      assertAlmostEquals(values[2 * size + i * side + j], product, 1e-13);
    }
  }
});
