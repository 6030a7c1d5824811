import { silu, siluTangent } from "../../../lib/backend/ops/silu.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { testOnBackends } from "../backends.ts";
import { assertClose, checkOperation } from "../check_operation.ts";

checkOperation({
  name: "silu()",
  cases: [[[1]], [[7]], [[3, 5]], [[2, 3, 5, 2]], [[2, 130]]],
  operation: ([x]) => silu(x),
  reference: ([x]) => ({ shape: x.shape, data: x.data.map((v) => v / (1 + Math.exp(-v))) }),
});

checkOperation({
  name: "siluTangent()",
  cases: [[[7], [7]], [[2, 3, 5, 2], [2, 3, 5, 2]]],
  operation: ([x, dx]) => siluTangent(x, dx),
  reference: ([x, dx]) => ({
    shape: x.shape,
    data: x.data.map((v, i) => {
      const sigmoid = 1 / (1 + Math.exp(-v));
      return dx.data[i] * sigmoid * (1 + v * (1 - sigmoid));
    }),
  }),
});

testOnBackends("silu() stays finite and exact far out", async () => {
  const x = [-200, -90, -30, -10, 0, 10, 30, 90, 200];
  const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => silu(x))(tf.tensor1d(x), tf.ones([x.length]));
  const sigmoid = x.map((v) => 1 / (1 + Math.exp(-v)));
  await assertClose(value, x.map((v, i) => v * sigmoid[i]), "value", 1e-6);
  await assertClose(grad, x.map((v, i) => sigmoid[i] * (1 + v * (1 - sigmoid[i]))), "gradient", 1e-6);
  tf.dispose([value, grad]);
});
