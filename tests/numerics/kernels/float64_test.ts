import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";
import { float64Kernels, scratchKernels, STEP, TILE } from "../../../lib/numerics/kernels/float64.ts";
import { loadNativeBlock } from "../../../lib/backend/native/block.ts";
import { Random } from "../../../lib/numerics/random.ts";

const native = loadNativeBlock();

Deno.test("block() is C + A Bᵀ of packed panels, to the rounding of its sums", () => {
  const [rows, columns, k, stride] = [2, 3, 2 * STEP, 14], kernels = float64Kernels(1), random = new Random(1, "block");
  const memory = new Float64Array(kernels.memory.buffer), b = rows * TILE * k, c = b + columns * TILE * k;
  memory.set(random.normals(c + 8 * stride));
  const before = memory.slice(c);
  kernels.block(0, 8 * b, 8 * c, rows, columns, k, 8 * stride);
  for (let i = 0; i < rows * TILE; i++) {
    for (let j = 0; j < columns * TILE; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) {
        const [p, q] = [Math.floor(i / TILE), Math.floor(j / TILE)];
        sum += memory[p * TILE * k + TILE * l + i % TILE] * memory[b + q * TILE * k + TILE * l + j % TILE];
      }
      assertAlmostEquals(memory[c + i * stride + j], before[i * stride + j] + sum, 1e-14);
    }
  }
  // The two columns behind the block are left alone.
  assertEquals(memory[c + 12], before[12]);
});

Deno.test({
  name: "block() gives the same bytes in machine code and in WebAssembly, where the native backend is built",
  ignore: native === undefined,
  fn: () => {
    const k = 33 * STEP;
    // Every number of panels: the library takes three at a time.
    for (const [rows, columns] of [[3, 8], [1, 1], [2, 6], [1, 7]]) {
      const b = TILE * k * rows,
        c = b + TILE * k * columns,
        values = new Random(1, "same").normals(c + 16 * rows * columns);
      const [one, other] = [native, undefined].map((way) => {
        const kernels = float64Kernels(values.byteLength, way), memory = new Float64Array(kernels.memory.buffer);
        memory.set(values);
        kernels.block(0, 8 * b, 8 * c, rows, columns, k, 8 * TILE * columns);
        return memory.slice(0, values.length);
      });
      assertEquals(one, other);
    }
  },
});

Deno.test("rowsTimes() and columnsTimes() are A x and y + Aᵀ x", () => {
  const [rows, columns, stride] = [8, 6, 10], kernels = float64Kernels(1);
  const memory = new Float64Array(kernels.memory.buffer), x = rows * stride, y = x + 10;
  memory.set(new Random(2, "matrix").normals(y + 10));
  const a = memory.slice(0, x), short = memory.slice(x, x + columns), start = memory.slice(y, y + 10);
  kernels.rowsTimes(0, 8 * stride, rows, columns, 8 * x, 8 * y);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += a[i * stride + j] * short[j];
    assertAlmostEquals(memory[y + i], sum, 1e-14);
  }
  memory.set(start, y);
  kernels.columnsTimes(0, 8 * stride, rows, columns, 8 * x, 8 * y);
  for (let j = 0; j < columns; j++) {
    let sum = start[j];
    for (let i = 0; i < rows; i++) sum += a[i * stride + j] * memory[x + i];
    assertAlmostEquals(memory[y + j], sum, 1e-13);
  }
});

Deno.test("scratchKernels() grows one memory", () => {
  const small = scratchKernels(100), large = scratchKernels(300_000);
  assert(small.memory === large.memory && large.memory.buffer.byteLength >= 300_000);
});
