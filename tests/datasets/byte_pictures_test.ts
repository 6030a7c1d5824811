import { bytePictures } from "../../lib/datasets/byte_pictures.ts";
import { assertEquals, assertThrows } from "../assert.ts";

const bytes = Uint8Array.from([0, 255, 51, 204, 102, 153]);
const set = bytePictures({ name: "x", label: "X", shape: [1, 2, 1], bytes });

Deno.test("bytePictures() gives batches in [-1, 1]", () => {
  assertEquals(set.count, 3);
  assertEquals(set.batch([0]), Float32Array.from([-1, 1]));
  assertEquals(set.batch([2, 0, 2]), Float32Array.from([-0.2, 0.2, -1, 1, -0.2, 0.2]));
  assertEquals(set.batch([]), new Float32Array(0));
});

Deno.test("bytePictures() refuses indices, bytes and labels that do not fit", () => {
  for (const index of [-1, 3, 0.5, NaN]) assertThrows(() => set.batch([index]), RangeError, "indices[0]");
  const parts = { name: "x", label: "X", shape: [1, 4, 1] as const, bytes };
  assertThrows(() => bytePictures(parts), TypeError, "pictures of 4 bytes, got 6");
  assertThrows(() => bytePictures({ ...parts, shape: [1, 2, 1], labels: new Uint8Array(2) }), TypeError, "labels");
});
