import { avgPool2 } from "../../../lib/backend/ops/avg_pool2.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertThrows } from "../../assert.ts";
import { checkOperation } from "../check_operation.ts";

checkOperation({
  name: "avgPool2()",
  cases: [[[1, 2, 2, 1]], [[2, 6, 4, 3]], [[3, 2, 8, 17]]],
  operation: ([x]) => avgPool2(x as tf.Tensor4D),
  reference: ({ 0: x }) => {
    const [n, h, w, c] = x.shape, data = new Float64Array(x.data.length / 4);
    for (let i = 0; i < x.data.length; i++) {
      const [channel, column, row] = [i % c, Math.floor(i / c) % w, Math.floor(i / c / w)];
      data[(Math.floor(row / 2) * w / 2 + Math.floor(column / 2)) * c + channel] += x.data[i] / 4;
    }
    return { shape: [n, h / 2, w / 2, c], data };
  },
});

Deno.test("avgPool2() refuses odd sizes and other ranks", () => {
  assertThrows(() => avgPool2(tf.zeros([1, 4, 5, 2])), RangeError, "height and width must be even, got 4x5");
  assertThrows(() => avgPool2(tf.zeros([4, 4]) as unknown as tf.Tensor4D), TypeError, "x must have rank 4, got 2");
});
