import { dense } from "../../../lib/backend/ops/dense.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertThrows } from "../../assert.ts";
import { checkOperation } from "../check_operation.ts";

checkOperation({
  name: "dense()",
  cases: [
    [[4, 3], [3, 5], [5]],
    [[1, 1], [1, 1], [1]],
    [[2, 3, 4], [4, 2], [2]],
    [[7, 1], [1, 6], [6]],
    [[33, 20], [20, 18], [18]],
  ],
  operation: ([x, w, b]) => dense(x, w as tf.Tensor2D, b as tf.Tensor1D),
  reference: ([x, w, b]) => {
    const [from, to] = w.shape, rows = x.data.length / from, y = new Float64Array(rows * to);
    for (let i = 0; i < rows; i++) {
      for (let o = 0; o < to; o++) {
        y[i * to + o] = b.data[o];
        for (let c = 0; c < from; c++) y[i * to + o] += x.data[i * from + c] * w.data[c * to + o];
      }
    }
    return { shape: [...x.shape.slice(0, -1), to], data: y };
  },
});

Deno.test("dense() refuses weights that do not fit", () => {
  const x = tf.zeros([2, 3]);
  assertThrows(() => dense(x, tf.zeros([4, 2]), tf.zeros([2])), TypeError, "must share in, got [2,3] and [4,2]");
  assertThrows(() => dense(x, tf.zeros([3, 2]), tf.zeros([3])), TypeError, "Cannot add a bias");
});
