import sharp from "sharp";
import { pictureSheet } from "../../../lib/io/formats/picture_sheet.ts";
import { assertEquals, assertRejects } from "../../assert.ts";

Deno.test("pictureSheet() lays pictures out in rows, with white between them", async () => {
  // Three grey pictures of 1 × 2 pixels, two to a row, each pixel as it is.
  const png = await pictureSheet([-1, 0, 1, -1, 0, -3], [1, 2, 1], { perRow: 2, zoom: 1 });
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  assertEquals([info.width, info.height], [5, 3]);
  const grey = Array.from({ length: 15 }, (_, i) => data[i * info.channels]);
  assertEquals(grey, [0, 128, 255, 255, 0, 255, 255, 255, 255, 255, 128, 0, 255, 255, 255]);
});

Deno.test("pictureSheet() refuses parts of pictures, and what is no number", async () => {
  await assertRejects(() => pictureSheet([0, 0, 0], [1, 2, 1]), TypeError, "Cannot draw pictures: they must be of 2");
  await assertRejects(() => pictureSheet([0, NaN], [1, 2, 1]), RangeError, "Cannot draw pictures: ");
});
