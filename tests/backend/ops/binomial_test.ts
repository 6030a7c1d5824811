import { binomial3 } from "../../../lib/backend/ops/binomial.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertThrows } from "../../assert.ts";
import { checkOperation } from "../check_operation.ts";

checkOperation({
  name: "binomial3()",
  cases: [[[1, 3, 3, 1]], [[2, 6, 4, 3]], [[3, 5, 8, 17]]],
  operation: ([x]) => binomial3(x as tf.Tensor4D),
  reference: ({ 0: x }) => {
    const [n, h, w, c] = x.shape, data = new Float64Array(n * (h - 2) * (w - 2) * c), weights = [0.25, 0.5, 0.25];
    for (let i = 0; i < data.length; i++) {
      const channel = i % c, column = Math.floor(i / c) % (w - 2), row = Math.floor(i / c / (w - 2)) % (h - 2);
      const b = Math.floor(i / c / (w - 2) / (h - 2));
      for (let tap = 0; tap < 9; tap++) {
        const [down, right] = [Math.floor(tap / 3), tap % 3];
        data[i] += weights[down] * weights[right] *
          x.data[((b * h + row + down) * w + column + right) * c + channel];
      }
    }
    return { shape: [n, h - 2, w - 2, c], data };
  },
});

Deno.test("binomial3() refuses what has no neighbours and other ranks", () => {
  assertThrows(() => binomial3(tf.zeros([1, 4, 2, 2])), RangeError, "height and width must be at least 3, got 4x2");
  assertThrows(() => binomial3(tf.zeros([4, 4]) as unknown as tf.Tensor4D), TypeError, "x must have rank 4, got 2");
});
