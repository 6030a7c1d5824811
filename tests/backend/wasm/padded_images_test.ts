import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { allocate, floats, heapFloats, release } from "../../../lib/backend/wasm/heap.ts";
import { PaddedImages } from "../../../lib/backend/wasm/padded_images.ts";
import { assertEquals } from "../../assert.ts";

/** The padded second and third of three images of 2 × 3 pixels of one channel that count up. */
async function padded(stride: number, filter: [number, number], pad: [number, number, number, number]) {
  await startBackend("wasm");
  const [top, bottom, left, right] = pad, [x] = allocate([3, 2, 3, 1]);
  floats(x).set(Float32Array.from({ length: 18 }, (_, i) => i + 1));
  const spelt = [[0, 0], [top, bottom], [left, right], [0, 0]] as tf.backend_util.ExplicitPadding;
  const geometry = tf.backend_util.computeConv2DInfo([3, 2, 3, 1], [...filter, 1, 1], stride, 1, spelt);
  const images = new PaddedImages(geometry, 2), { height, width, rowBytes } = images, start = images.put(x, 1, 2) / 4;
  const values = [...heapFloats().subarray(start, start + 2 * height * width)];
  images.release();
  release(x);
  assertEquals(rowBytes, 4 * width);
  return { height, width, values };
}

Deno.test("PaddedImages holds images with zeros around them", async () => {
  assertEquals(await padded(1, [2, 2], [1, 0, 0, 2]), {
    height: 3,
    width: 5,
    values: [
      ...[0, 0, 0, 0, 0, 7, 8, 9, 0, 0, 10, 11, 12, 0, 0],
      ...[0, 0, 0, 0, 0, 13, 14, 15, 0, 0, 16, 17, 18, 0, 0],
    ],
  });
});

Deno.test("PaddedImages cuts off what a strided filter never reaches", async () => {
  assertEquals(await padded(2, [1, 1], [0, 0, 1, 0]), { height: 1, width: 3, values: [0, 7, 8, 0, 13, 14] });
});
