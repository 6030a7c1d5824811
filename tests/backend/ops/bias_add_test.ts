import { biasAdd } from "../../../lib/backend/ops/bias_add.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertThrows } from "../../assert.ts";
import { checkOperation } from "../check_operation.ts";

checkOperation({
  name: "biasAdd()",
  cases: [
    [[3, 4], [4]],
    [[2, 3, 5, 3], [3]],
    [[2, 9, 9, 1], [1]],
    [[70, 2], [2]],
    [[2, 3, 2, 4], [2, 4]],
    [[3, 5, 2], [3, 2]],
    [[3, 2], [3, 2]],
  ],
  operation: ([x, bias]) => biasAdd(x, bias),
  reference: ([x, bias]) => {
    const channels = x.shape[x.shape.length - 1], size = x.data.length / x.shape[0];
    const row = (i: number) => bias.shape.length === 1 ? 0 : Math.floor(i / size);
    return { shape: x.shape, data: x.data.map((v, i) => v + bias.data[row(i) * channels + i % channels]) };
  },
});

Deno.test("biasAdd() refuses a bias of another shape", () => {
  const x = tf.zeros([2, 3, 4]);
  for (const shape of [[3], [3, 4], [1, 4], [2, 1, 4]]) {
    assertThrows(() => biasAdd(x, tf.zeros(shape)), TypeError, `must have shape [4] or [2,4], got [${shape}]`);
  }
});
