import { upsample2 } from "../../../lib/backend/ops/upsample2.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertThrows } from "../../assert.ts";
import { checkOperation } from "../check_operation.ts";

checkOperation({
  name: "upsample2()",
  cases: [[[1, 1, 1, 1]], [[2, 3, 5, 3]], [[3, 2, 2, 1]], [[2, 4, 3, 17]]],
  operation: ([x]) => upsample2(x as tf.Tensor4D),
  reference: ({ 0: x }) => {
    const [n, h, w, c] = x.shape, data = new Float64Array(4 * x.data.length);
    for (let i = 0; i < data.length; i++) {
      const [channel, column, row] = [i % c, Math.floor(i / c) % (2 * w), Math.floor(i / c / (2 * w))];
      data[i] = x.data[(Math.floor(row / 2) * w + Math.floor(column / 2)) * c + channel];
    }
    return { shape: [n, 2 * h, 2 * w, c], data };
  },
});

Deno.test("upsample2() refuses other ranks", () => {
  assertThrows(
    () => upsample2(tf.zeros([2, 2, 1]) as tf.Tensor as tf.Tensor4D),
    TypeError,
    "x must have rank 4, got 3",
  );
});
