import { batchMatMul } from "../../../lib/backend/wasm/mat_mul.ts";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertEquals } from "../../assert.ts";
import { checkOperation } from "../check_operation.ts";

/** Small pairs go one way, large ones another, and batches of one and of many differ: all of it with all transposes. */
const sizes = [[2, 3, 4], [1, 5, 1], [17, 16, 18]];
const batches = [[], [1], [3], [2, 2]];
const cases = sizes.flatMap(([m, k, n]) =>
  batches.flatMap((batch) =>
    [[false, false], [true, false], [false, true], [true, true]].map(([transposeA, transposeB]) => ({
      a: [...batch, ...(transposeA ? [k, m] : [m, k])],
      b: [...batch, ...(transposeB ? [n, k] : [k, n])],
      transposeA,
      transposeB,
    }))
  )
).filter(({ a }) => tf.util.sizeFromShape(a) < 700);

checkOperation({
  name: "tf.matMul() with transposes and batches",
  cases: cases.map(({ a, b }) => [a, b]),
  operation: ([a, b], i) => tf.matMul(a, b, cases[i].transposeA, cases[i].transposeB),
  reference: ([a, b], i) => {
    const { transposeA, transposeB } = cases[i];
    const [m, k] = transposeA ? a.shape.slice(-2).reverse() : a.shape.slice(-2);
    const n = transposeB ? b.shape[b.shape.length - 2] : b.shape[b.shape.length - 1];
    const outer = a.shape.slice(0, -2), count = tf.util.sizeFromShape(outer), y = new Float64Array(count * m * n);
    for (let batch = 0; batch < count; batch++) {
      const aAt = batch * m * k, bAt = batch * k * n;
      for (let row = 0; row < m; row++) {
        for (let column = 0; column < n; column++) {
          for (let j = 0; j < k; j++) {
            const left = a.data[aAt + (transposeA ? j * m + row : row * k + j)];
            y[(batch * m + row) * n + column] += left * b.data[bAt + (transposeB ? column * k + j : j * n + column)];
          }
        }
      }
    }
    return { shape: [...outer, m, n], data: y };
  },
  on: (name) => name === "wasm",
});

Deno.test("batchMatMul() hands small products to the kernel that was there", async () => {
  await startBackend("wasm");
  const handed: unknown[] = [];
  const a = tf.ones([2, 3]), b = tf.ones([4, 3]);
  batchMatMul({ a, b }, { transposeA: false, transposeB: true }, ({ attrs }) => {
    handed.push(attrs);
    return a;
  });
  assertEquals(handed, [{ transposeA: false, transposeB: true }]);
  tf.dispose([a, b]);
});
