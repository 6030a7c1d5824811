import { attention } from "../../../lib/backend/ops/attention.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertThrows } from "../../assert.ts";
import { checkOperation } from "../check_operation.ts";

checkOperation({
  name: "attention()",
  cases: [
    [[4, 3], [5, 3], [5, 2]],
    [[3, 4, 2], [3, 4, 2], [3, 4, 2]],
    [[2, 2, 3, 5], [2, 2, 4, 5], [2, 2, 4, 3]],
    [[2, 17, 16], [2, 18, 16], [2, 18, 16]],
    [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
  ],
  operation: ([q, k, v]) => attention(q, k, v),
  reference: ([q, k, v]) => {
    const [queries, d] = q.shape.slice(-2), [keys, width] = v.shape.slice(-2);
    const y = new Float64Array(q.data.length / d * width);
    for (let row = 0; row < q.data.length / d; row++) {
      const batch = Math.floor(row / queries);
      const scores = Array.from({ length: keys }, (_, j) => {
        let sum = 0;
        for (let i = 0; i < d; i++) sum += q.data[row * d + i] * k.data[(batch * keys + j) * d + i];
        return Math.exp(sum / Math.sqrt(d));
      });
      const total = scores.reduce((a, b) => a + b);
      scores.forEach((score, j) => {
        for (let i = 0; i < width; i++) y[row * width + i] += score / total * v.data[(batch * keys + j) * width + i];
      });
    }
    return { shape: [...q.shape.slice(0, -1), width], data: y };
  },
});

Deno.test("attention() refuses shapes that do not fit", () => {
  const q = tf.zeros([2, 3, 4]);
  for (const [k, v] of [[[2, 3, 5], [2, 3, 5]], [[2, 3, 4], [2, 4, 4]], [[1, 3, 4], [1, 3, 4]], [[3, 4], [3, 4]]]) {
    assertThrows(() => attention(q, tf.zeros(k), tf.zeros(v)), TypeError, `got [2,3,4], [${k}] and [${v}]`);
  }
});
