import { assertAlmostEquals, assertEquals } from "../../assert.ts";
import { ownBlocks, SliceScatter } from "../../../lib/metrics/kernels/scatter.ts";
import { loadNativeFloat64 } from "../../../lib/backend/native/block.ts";
import { offerNativeFloat64 } from "../../../lib/numerics/kernels/native.ts";
import { Random } from "../../../lib/numerics/random.ts";

Deno.test("ownBlocks() shares every block of the lower triangle out once", () => {
  const all = ownBlocks(130, 0, 1).blocks.map(({ row, column }) => `${row},${column}`);
  assertEquals(all, ["0,0", "64,0", "64,64", "128,0", "128,64", "128,128"]);
  const shared = [0, 1, 2, 3].flatMap((worker) => ownBlocks(130, worker, 4).blocks);
  assertEquals(new Set(shared.map(({ row, column }) => `${row},${column}`)), new Set(all));
  assertEquals(ownBlocks(130, 0, 1).size, 64 * 64 * 3 + 2 * 4 * 64 + 16);
});

Deno.test("SliceScatter sums (x − mean)(x − mean)ᵀ, for odd counts and dimensions that need padding", () => {
  for (const [n, d] of [[1, 1], [3, 2], [7, 66], [515, 5]]) {
    const { blocks, size } = ownBlocks(d, 0, 1),
      rows = new Random(n, "rows").normals(n * d).map((value) => value + 100);
    const { mean, scatter } = new SliceScatter(d, blocks, size).compute(rows, n);
    for (let j = 0; j < d; j++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += rows[i * d + j];
      assertAlmostEquals(mean[j], sum / n, 1e-12);
    }
    for (const { row, column, columns, offset } of blocks) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += (rows[i * d + row] - mean[row]) * (rows[i * d + column] - mean[column]);
      assertAlmostEquals(scatter[offset], sum, 1e-12 * n);
      // Columns that are only padding are zero.
      if (d % 4 !== 0 && column + columns > d) assertEquals(scatter[offset + columns - 1], 0);
    }
  }
});

Deno.test({
  name: "SliceScatter gives the same bytes in machine code and in WebAssembly, where the native backend is built",
  ignore: loadNativeFloat64() === undefined,
  fn: () => {
    // Fewer rows than a slab and several slabs, whole panels and padded ones, one worker's blocks and another's.
    const cases = [[1, 1, 0, 1], [5, 130, 1, 2], [515, 66, 0, 1], [256, 64, 0, 1], [700, 201, 2, 3]];
    for (const [n, d, worker, workers] of cases) {
      const { blocks, size } = ownBlocks(d, worker, workers), scatter = new SliceScatter(d, blocks, size);
      const values = new Random(n, "same").normals(n * d), singles = Float32Array.from(values);
      const shared = new Float32Array(new SharedArrayBuffer(4 * n * d));
      shared.set(values);
      const [one, other] = [loadNativeFloat64, () => undefined].map((load) => {
        offerNativeFloat64(load);
        return [values, singles, shared].map((rows) => scatter.compute(rows, n));
      });
      offerNativeFloat64(loadNativeFloat64);
      assertEquals(one, other);
      assertEquals(one[2], one[1]);
    }
  },
});
