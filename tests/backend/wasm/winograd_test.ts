import { tf } from "../../../lib/backend/tf.ts";
import { geometryOf } from "../../../lib/backend/wasm/convolution.ts";
import { suitsWinograd } from "../../../lib/backend/wasm/winograd.ts";
import { assert, assertEquals } from "../../assert.ts";
import { testOnBackends } from "../backends.ts";
import { assertClose, checkOperation, random, toTensor } from "../check_operation.ts";
import { plainConvolution, same } from "../plain_convolution.ts";

const onWasm = (name: string): boolean => name === "wasm";
const reference: Parameters<typeof checkOperation>[0]["reference"] = ([x, w]) =>
  plainConvolution(x, w, same([x.shape[1], x.shape[2]], [3, 3], 1));

checkOperation({
  name: "tf.conv2d() by Winograd's transforms",
  cases: [[[1, 2, 4, 16], [3, 3, 16, 16]]],
  operation: ([x, w]) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same"),
  reference,
  on: onWasm,
});

testOnBackends("tf.conv2d() by Winograd's transforms agrees with float64 whatever the sizes and paddings", async () => {
  // More images than are taken at once, one tile, channels that are no power of two, and paddings of one side.
  for (const [x, w] of [[[150, 8, 8, 16], [16, 16]], [[3, 2, 2, 20], [20, 24]], [[2, 6, 10, 64], [64, 48]]]) {
    const [input, filter] = [random(x, "x"), random([3, 3, ...w], "w")];
    const [a, b] = [toTensor(input), toTensor(filter)] as [tf.Tensor4D, tf.Tensor4D],
      result = tf.conv2d(a, b, 1, "same");
    await assertClose(result, reference([input, filter], 0).data, `${x}`);
    tf.dispose([a, b, result]);
  }
  const [input, filter] = [random([2, 5, 6, 16], "x"), random([3, 3, 16, 16], "w")];
  const [a, b] = [toTensor(input), toTensor(filter)] as [tf.Tensor4D, tf.Tensor4D];
  const result = tf.conv2d(a, b, 1, [[0, 0], [0, 1], [2, 0], [0, 0]]);
  await assertClose(
    result,
    plainConvolution(input, filter, { strides: [1, 1], before: [0, 2], out: [4, 6] }).data,
    "pads",
  );
  tf.dispose([a, b, result]);
}, onWasm);

testOnBackends("tf.conv2d() lets what is not finite through to whom it concerns, and what is large", async () => {
  const [shape, taps] = [[1, 4, 4, 16] as [number, number, number, number], tf.ones([3, 3, 16, 16]) as tf.Tensor4D];
  for (const special of [NaN, Infinity, -Infinity, 2e38]) {
    const values = new Float32Array(256).fill(1);
    // The corner's first channel, which the four pixels about it see.
    values[0] = special;
    const x = tf.tensor4d(values, shape), y = tf.conv2d(x, taps, 1, "same"), seen = await y.data();
    for (let pixel = 0; pixel < 16; pixel++) {
      const [row, column] = [Math.floor(pixel / 4), pixel % 4];
      const near = row < 2 && column < 2, rows = row % 3 === 0 ? 2 : 3, columns = column % 3 === 0 ? 2 : 3;
      const wanted = near ? Math.fround(special) : 16 * rows * columns;
      assertEquals(seen[16 * pixel], wanted, `${special} at pixel ${pixel}`);
    }
    tf.dispose([x, y]);
  }
  // The difference of two pixels is beyond float32, their sum is not.
  const apart = new Float32Array(256);
  [apart[0], apart[32]] = [3e38, -3e38];
  const x = tf.tensor4d(apart, shape);
  const y = tf.conv2d(x, taps, 1, "same");
  assert((await y.data()).every(Number.isFinite));
  // The filter's gradient is not finite for the taps that see the one and the channels that it is in, and no other.
  const slope = tf.grad((w: tf.Tensor) =>
    tf.conv2d(tf.tensor4d(new Float32Array(256).fill(NaN, 0, 1), shape), w as tf.Tensor4D, 1, "same")
  );
  const dw = slope(taps), seen = await dw.data();
  for (let tap = 0; tap < 9; tap++) {
    const sees = tap % 3 < 2 && tap < 6;
    for (const channel of [0, 1]) {
      assertEquals(Number.isFinite(seen[tap * 256 + 16 * channel]), !(sees && channel === 0), `tap ${tap}`);
    }
  }
  dw.dispose();
  tf.dispose([x, y, taps]);
}, onWasm);

Deno.test("suitsWinograd() takes 3 × 3 taps on even maps with channels enough", () => {
  const suits = (x: number[], w: number[], strides = 1) =>
    suitsWinograd(geometryOf("convolve", x, w, { strides, pad: "same", dilations: 1 }));
  assert(suits([1, 4, 6, 16], [3, 3, 16, 16]));
  for (
    const [x, w, strides] of [
      [[1, 4, 5, 16], [3, 3, 16, 16]],
      [[1, 3, 4, 16], [3, 3, 16, 16]],
      [[1, 4, 4, 16], [1, 1, 16, 16]],
      [[1, 4, 4, 16], [3, 3, 16, 16], 2],
      [[1, 4, 4, 8], [3, 3, 8, 16]],
      [[1, 4, 4, 18], [3, 3, 18, 16]],
      [[1, 4, 4, 16], [3, 3, 16, 20]],
    ] as [number[], number[], number?][]
  ) assert(!suits(x, w, strides), `${x}, ${w}, ${strides}`);
});
