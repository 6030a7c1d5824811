import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { Random } from "../../../lib/numerics/random.ts";
import { assertEquals } from "../../assert.ts";

/** The values of all tensors that `make` gives on a backend, with their shapes. */
async function on(backend: string, make: () => tf.Tensor[]): Promise<unknown[]> {
  await startBackend(backend);
  return tf.tidy(() => make().map((tensor) => [tensor.shape, tensor.dtype, [...tensor.dataSync()]]));
}

const values = Float32Array.from(new Random(1, "pieces").normals(2 * 3 * 5 * 4));

Deno.test("splitV() cuts along every axis, into equal pieces or given sizes", async () => {
  const make = () => {
    const x = tf.tensor4d(values, [2, 3, 5, 4]);
    return [
      ...tf.split(x, 2, 0),
      ...tf.split(x, [1, 2], 1),
      ...tf.split(x, [2, 0, 3], 2),
      ...tf.split(x, [1, -1, 1], 3),
      ...tf.split(x, 4, -1),
      ...tf.split(tf.cast(x, "int32"), 2, 0),
    ];
  };
  assertEquals(await on("wasm", make), await on("cpu", make));
});

Deno.test("concat() joins along every axis", async () => {
  const make = () => {
    const x = tf.tensor4d(values, [2, 3, 5, 4]), y = tf.slice(x, [0, 0, 0, 1], [2, 3, 5, 2]);
    return [
      tf.concat([x, y, x], 3),
      tf.concat([x, tf.zeros([2, 3, 0, 4]), x], 2),
      tf.concat([x, x], 0),
      tf.concat([x, x], -3),
      tf.concat([tf.cast(x, "int32"), tf.cast(x, "int32")], 1),
    ];
  };
  assertEquals(await on("wasm", make), await on("cpu", make));
});

Deno.test("splitV() and concat() are each other's gradient", async () => {
  await startBackend("wasm");
  tf.tidy(() => {
    const gradient = tf.grad((x: tf.Tensor) => {
      const [a, b] = tf.split(x, [1, 2]);
      return tf.sum(tf.mul(tf.concat([b, a]), tf.tensor1d([1, 10, 100])));
    })(tf.tensor1d([1, 2, 3]));
    assertEquals([...gradient.dataSync()], [100, 1, 10]);
  });
});
