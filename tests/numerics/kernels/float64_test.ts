import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";
import {
  type Float64Kernels,
  float64Kernels,
  GEMVT_PARTS,
  type MachineCode,
  scratchKernels,
  STEP,
  STRIP,
  TILE,
} from "../../../lib/numerics/kernels/float64.ts";
import { loadNativeFloat64 } from "../../../lib/backend/native/block.ts";
import { Random } from "../../../lib/numerics/random.ts";

const native = loadNativeFloat64();

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

/** What a kernel leaves in a memory that begins with the values. */
function run(way: MachineCode | undefined, values: Float64Array, kernel: (kernels: Float64Kernels) => void) {
  const kernels = float64Kernels(values.byteLength, way), memory = new Float64Array(kernels.memory.buffer);
  memory.set(values);
  kernel(kernels);
  return memory.slice(0, values.length);
}

Deno.test({
  name: "all kernels give the same bytes in machine code and in WebAssembly, where the native backend is built",
  ignore: native === undefined,
  fn: () => {
    const same = (size: number, kernel: (kernels: Float64Kernels) => void) => {
      const values = new Random(1, "same").normals(size);
      assertEquals(run(native, values, kernel), run(undefined, values, kernel));
    };
    const k = 33 * STEP;
    // Every number of panels: the library takes six, two and one at a time, and cuts what is large for its threads.
    for (const [rows, columns] of [[3, 8], [1, 1], [2, 6], [1, 7], [19, 53]]) {
      const b = TILE * k * rows, c = b + TILE * k * columns;
      same(c + 16 * rows * columns, ({ block }) => block(0, 8 * b, 8 * c, rows, columns, k, 8 * TILE * columns));
    }
    for (const [rows, columns] of [[4, 2], [12, 30], [20, 66], [400, 402]]) {
      const stride = columns + 3, x = rows * stride, y = x + Math.max(rows, columns);
      for (const name of ["rowsTimes", "columnsTimes"] as const) {
        same(y + Math.max(rows, columns), (kernels) => kernels[name](0, 8 * stride, rows, columns, 8 * x, 8 * y));
      }
    }
    for (const [height, row, rows, strips] of [[8, 4, 4, 1], [24, 0, 20, 3], [304, 8, 288, 9]]) {
      const [y, x] = [height * STRIP * strips, height * STRIP * strips + height], w = x + STRIP * strips;
      same(w + GEMVT_PARTS * height, ({ gemvt }) => gemvt(0, height, row, rows, strips, 8 * y, 8 * x, 8 * w));
    }
  },
});

Deno.test("rowsTimes() and columnsTimes() are y + A x and y + Aᵀ x", () => {
  const [rows, columns, stride] = [8, 6, 10], kernels = float64Kernels(1);
  const memory = new Float64Array(kernels.memory.buffer), x = rows * stride, y = x + 10;
  memory.set(new Random(2, "matrix").normals(y + 10));
  const a = memory.slice(0, x), short = memory.slice(x, x + columns), start = memory.slice(y, y + 10);
  kernels.rowsTimes(0, 8 * stride, rows, columns, 8 * x, 8 * y);
  for (let i = 0; i < rows; i++) {
    let sum = start[i];
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

Deno.test("gemvt() is x + Aᵀ y, then the parts of w + A x, on the rows that take part", () => {
  const [height, row, rows, strips] = [12, 4, 8, 6], columns = STRIP * strips;
  const y = height * columns, x = y + height, w = x + columns, size = w + GEMVT_PARTS * height;
  const before = new Random(3, "strips").normals(size);
  const after = run(undefined, before, ({ gemvt }) => gemvt(0, height, row, rows, strips, 8 * y, 8 * x, 8 * w));
  const entry = (i: number, j: number) => before[(j - j % STRIP) * height + i * STRIP + j % STRIP];
  for (let j = 0; j < columns; j++) {
    let sum = before[x + j];
    for (let i = row; i < row + rows; i++) sum += entry(i, j) * before[y + i];
    assertAlmostEquals(after[x + j], sum, 1e-13);
  }
  for (let part = 0; part < GEMVT_PARTS; part++) {
    for (let i = 0; i < height; i++) {
      let sum = before[w + part * height + i];
      for (let j = 0; j < columns; j++) {
        if (i >= row && i < row + rows && Math.floor(j / STRIP) % GEMVT_PARTS === part) {
          sum += entry(i, j) * after[x + j];
        }
      }
      assertAlmostEquals(after[w + part * height + i], sum, 1e-11);
    }
  }
});

Deno.test("scratchKernels() grows one memory", () => {
  const small = scratchKernels(100), large = scratchKernels(300_000);
  assert(small.memory === large.memory && large.memory.buffer.byteLength >= 300_000);
});
