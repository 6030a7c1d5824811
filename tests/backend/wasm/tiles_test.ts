import { makeTiles, PANEL, ROWS, STEP } from "../../../lib/backend/wasm/tiles.ts";
import { Random } from "../../../lib/numerics/random.ts";
import { assert, assertEquals } from "../../assert.ts";

/** Where a, b and the sums begin, in entries: the sums' row stride leaves room for a neighbour to be spoilt. */
const [A, B, OUT, STRIDE] = [0, 4096, 8192, 11];

for (const fused of [true, false]) {
  const memory = new WebAssembly.Memory({ initial: 1 }), values = new Float32Array(memory.buffer);
  const tiles = makeTiles(memory, fused);
  const fill = () => values.set(Float32Array.from(new Random(1, "tiles").normals(values.length)));
  const check = (before: Float32Array, rows: number, expected: (i: number, j: number) => number, what: string) => {
    for (let at = 0; at < values.length; at++) {
      const i = Math.floor((at - OUT) / STRIDE), j = (at - OUT) % STRIDE;
      if (at < OUT || i >= rows || j >= PANEL) assertEquals(values[at], before[at], `${what}: entry ${at}`);
      else assert(Math.abs(values[at] - before[at] - expected(i, j)) < 1e-5, `${what}: row ${i}, column ${j}`);
    }
  };

  Deno.test(`tiles add products of rows in runs, or put them there, and touch nothing else, fused: ${fused}`, () => {
    const replacing = tiles.rowsReplacing;
    for (const [byRows, length] of [[tiles.rows, 3], [tiles.rowsInSteps, 2 * STEP], [replacing, STEP]] as const) {
      for (let rows = 1; rows <= ROWS; rows++) {
        fill();
        const before = values.slice(), runs = 2, gap = 5;
        const starts = Array.from({ length: ROWS }, (_, i) => A + 100 * (ROWS - i));
        byRows[rows](...starts.map((at) => 4 * at), 4 * B, 4 * OUT, 4 * STRIDE, runs, length, 4 * gap);
        const product = (i: number, j: number) => {
          let sum = 0;
          for (let k = 0; k < runs * length; k++) {
            const run = Math.floor(k / length);
            sum += before[starts[i] + run * (length + gap) + k % length] * before[B + k * PANEL + j];
          }
          return byRows === replacing ? sum - before[OUT + i * STRIDE + j] : sum;
        };
        check(before, rows, product, `${rows} rows, ${length} terms`);
      }
    }
  });

  Deno.test(`tiles add products of columns in images of runs to sums and touch nothing else, fused: ${fused}`, () => {
    for (let rows = 1; rows <= ROWS; rows++) {
      fill();
      const before = values.slice(), [images, runs, length] = [2, 3, 2], [step, gap, imageGap] = [7, 4, 9];
      const [a, b, out] = [A, B, OUT].map((at) => 4 * at);
      tiles.columns[rows](a, b, out, 4 * STRIDE, images, runs, length, 4 * step, 4 * gap, 4 * imageGap);
      const product = (i: number, j: number) => {
        let sum = 0;
        for (let k = 0; k < images * runs * length; k++) {
          const run = Math.floor(k / length), image = Math.floor(run / runs);
          sum += before[A + i + k * step + run * gap + image * imageGap] * before[B + k * STRIDE + j];
        }
        return sum;
      };
      check(before, rows, product, `${rows} rows`);
    }
  });
}
