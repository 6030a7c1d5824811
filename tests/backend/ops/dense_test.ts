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
    [[3, 5, 4], [3, 4, 2], [3, 2]],
    [[2, 40, 24], [2, 24, 20], [2, 20]],
  ],
  operation: ([x, w, b]) => dense(x, w, b),
  reference: ([x, w, b]) => {
    const [from, to] = w.shape.slice(-2), rows = x.data.length / from, y = new Float64Array(rows * to);
    const maps = b.data.length / to;
    for (let i = 0; i < rows; i++) {
      const map = Math.floor(i * maps / rows);
      for (let o = 0; o < to; o++) {
        y[i * to + o] = b.data[map * to + o];
        for (let c = 0; c < from; c++) {
          y[i * to + o] += x.data[i * from + c] * w.data[(map * from + c) * to + o];
        }
      }
    }
    return { shape: [...x.shape.slice(0, -1), to], data: y };
  },
});

Deno.test("dense() refuses weights that do not fit", () => {
  const x = tf.zeros([2, 3]);
  assertThrows(() => dense(x, tf.zeros([4, 2]), tf.zeros([2])), TypeError, "must share in, and x, w");
  assertThrows(() => dense(x, tf.zeros([3, 2]), tf.zeros([3])), TypeError, "Cannot add a bias");
  const stacked = () => dense(tf.zeros([2, 5, 3]), tf.zeros([4, 3, 2]), tf.zeros([4, 2]));
  assertThrows(stacked, TypeError, "where there are several maps, got [2,5,3], [4,3,2] and [4,2]");
  assertThrows(() => dense(x, tf.zeros([3, 2]), tf.zeros([1, 2])), TypeError, "got [2,3], [3,2] and [1,2]");
});
