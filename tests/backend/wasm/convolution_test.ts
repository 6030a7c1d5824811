import { conv2d } from "../../../lib/backend/wasm/convolution.ts";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertThrows } from "../../assert.ts";
import { testOnBackends } from "../backends.ts";
import { assertClose, checkOperation, random, toTensor } from "../check_operation.ts";
import { plainConvolution } from "../plain_convolution.ts";

type Pair = [number, number];

/** Strides that differ, filters that are not square, paddings wider than the filter, and sizes about a tile's. */
const cases: { x: number[]; w: number[]; strides: Pair; rows: Pair; columns: Pair }[] = [
  { x: [2, 5, 4, 2], w: [3, 2, 2, 3], strides: [1, 1], rows: [0, 0], columns: [0, 0] },
  { x: [2, 5, 4, 2], w: [3, 3, 2, 2], strides: [2, 1], rows: [1, 2], columns: [0, 1] },
  { x: [1, 3, 3, 2], w: [2, 2, 2, 2], strides: [1, 1], rows: [3, 0], columns: [2, 4] },
  { x: [2, 4, 3, 1], w: [1, 1, 1, 2], strides: [1, 1], rows: [2, 1], columns: [1, 1] },
  { x: [1, 5, 6, 2], w: [2, 3, 2, 1], strides: [3, 2], rows: [0, 4], columns: [5, 0] },
  { x: [2, 7, 7, 2], w: [2, 2, 2, 2], strides: [4, 3], rows: [0, 0], columns: [0, 0] },
  // More than one tile of rows and of columns, whole and cut.
  { x: [3, 4, 4, 4], w: [3, 3, 4, 9], strides: [1, 1], rows: [1, 1], columns: [1, 1] },
  { x: [2, 3, 3, 8], w: [2, 2, 8, 8], strides: [1, 1], rows: [0, 1], columns: [0, 1] },
];

checkOperation({
  name: "tf.conv2d() with any padding and strides",
  cases: cases.map(({ x, w }) => [x, w]),
  operation: ([x, w], i) => {
    const { strides, rows, columns } = cases[i];
    return tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, [[0, 0], rows, columns, [0, 0]]);
  },
  reference: ([x, w], i) => {
    const { strides, rows, columns } = cases[i];
    const out = [rows, columns].map(([before, after], d) =>
      Math.floor((x.shape[d + 1] + before + after - w.shape[d]) / strides[d]) + 1
    ) as Pair;
    return plainConvolution(x, w, { strides, before: [rows[0], columns[0]], out });
  },
  on: (name) => name === "wasm",
});

Deno.test("conv2d() refuses channels first", () => {
  const x = tf.zeros([1, 2, 3, 3]);
  assertThrows(
    () => conv2d({ x, filter: x }, { strides: 1, pad: "same", dataFormat: "NCHW" }),
    TypeError,
    'Cannot convolve on wasm: dataFormat must be "NHWC", got "NCHW"',
  );
});

testOnBackends("conv2d() leaves dilated filters to the kernel that was there, its padding spelt out", async () => {
  const x = toTensor(random([1, 6, 6, 2], "x")) as tf.Tensor4D, w = toTensor(random([3, 3, 2, 3], "w")) as tf.Tensor4D;
  const dilated = () => tf.conv2d(x, w, 1, "same", "NHWC", 2);
  const here = dilated();
  await startBackend("cpu");
  const there = dilated();
  await assertClose(there, await here.data(), "dilated");
  tf.dispose([x, w, here, there]);
}, (name) => name === "wasm");
