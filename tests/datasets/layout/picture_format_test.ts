import sharp from "sharp";
import { decodedFormats, FORMAT_BYTES, pictureFormat } from "../../../lib/datasets/layout/picture_format.ts";
import { assertEquals } from "../../assert.ts";

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

Deno.test("pictureFormat() tells what is really written by each encoder", async () => {
  const raw = { raw: { width: 4, height: 4, channels: 3 as const } };
  for (const format of ["jpeg", "png", "webp", "gif", "tiff", "avif"] as const) {
    const file = await sharp(new Uint8Array(48), raw).toFormat(format).toBuffer();
    const name = pictureFormat(new Uint8Array(file).subarray(0, FORMAT_BYTES));
    assertEquals(name?.toLowerCase(), format);
  }
});

Deno.test("pictureFormat() names formats that are not read, and finds none in other things", () => {
  const bitmap = bytes("BM" + "\x86\0\0\0" + "\0\0\0\0" + "\x36\0\0\0" + "\x28\0\0\0" + "\x04\0\0\0");
  const known: [head: Uint8Array, name: string | undefined][] = [
    [bitmap, "BMP"],
    [bytes("II*\0\x08\0\0\0"), "TIFF"],
    [bytes("MM\0*\0\0\0\x08"), "TIFF"],
    [bytes("\0\0\0\x18ftypheic\0\0\0\0mif1heic"), "HEIC"],
    [bytes("\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf"), "AVIF"],
    [bytes("\0\0\0\x18ftypmp42\0\0\0\0isommp42"), undefined],
    [bytes("\0\0\0\x0cJXL \r\n\x87\n"), "JPEG XL"],
    [bytes("\0\0\0\x0cjP  \r\n\x87\n"), "JPEG 2000"],
    [bytes("8BPS\0\x01"), "PSD"],
    [bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'), "SVG"],
    [bytes('\xef\xbb\xbf <?xml version="1.0"?><svg/>'), "SVG"],
    [bytes("BMW and other cars"), undefined],
    [bytes("<html>"), undefined],
    [bytes(""), undefined],
    [bytes("\0\0\0"), undefined],
  ];
  for (const [head, name] of known) assertEquals(pictureFormat(head), name, String.fromCharCode(...head));
  assertEquals(decodedFormats(), "JPEG, PNG, WebP, GIF, TIFF or AVIF");
});
