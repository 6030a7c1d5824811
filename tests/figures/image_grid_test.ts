import { assert, assertEquals, assertRejects } from "../assert.ts";
import sharp from "sharp";
import { imageGrid } from "../../lib/figures/image_grid.ts";

const info = { name: "pictures", caption: "Samples.", dataSet: "procedural" };
const shape = { height: 2, width: 2, channels: 1 } as const;

Deno.test("imageGrid() keeps bytes, clips what lies outside and names the rows", async () => {
  const { numbers, layout, name } = await imageGrid(info, [{ label: "DDPM", pictures: [-1, 0, 1, 7] }], shape);
  assertEquals(numbers, { shape: [2, 2, 1], rows: [{ label: "DDPM", pictures: [[0, 128, 255, 255]] }] });
  assertEquals((layout as { annotations: { text: string }[] }).annotations.map(({ text }) => text), ["DDPM"]);
  assertEquals(name, "pictures_procedural");
});

Deno.test("imageGrid() makes each pixel a crisp square of its colour", async () => {
  const pictures = [1, -1, -1, -1, 1, -1, -1, -1, 1, 1, 1, 1];
  const { layout, width } = await imageGrid(info, [{ label: "", pictures }], {
    ...shape,
    channels: 3,
    paperWidth: "column",
  });
  const [{ source, sizex }] = (layout as { images: { source: string; sizex: number }[] }).images;
  const png = sharp(Uint8Array.fromBase64(source.split(",")[1]));
  const { data, info: size } = await png.raw().toBuffer({ resolveWithObject: true });
  assertEquals(size.width, Math.round(sizex * width * 2));
  const side = size.width / 2;
  const colour = (x: number, y: number) => [...data.subarray((y * size.width + x) * 4, (y * size.width + x) * 4 + 3)];
  const [near, far] = [[0, side - 1], [side, 2 * side - 1]];
  for (const a of near) for (const b of near) assertEquals(colour(a, b), [255, 0, 0]);
  for (const a of far) for (const b of near) assertEquals(colour(a, b), [0, 255, 0]);
  for (const a of near) for (const b of far) assertEquals(colour(a, b), [0, 0, 255]);
});

Deno.test("imageGrid() sets groups of rows apart", async () => {
  const rows = (apart: boolean) =>
    ["data", "DDPM", "data"].map((label, i) => ({ label, pictures: [0, 0, 0, 0], apart: apart && i === 2 }));
  const placesOf = async (apart: boolean) => {
    const { layout, height } = await imageGrid(info, rows(apart), shape);
    const { images, annotations } = layout as { images: { y: number }[]; annotations: { y: number }[] };
    return [images, annotations].map((all) => all.map(({ y }) => (1 - y) * height));
  };
  const [[images, labels], [close, near]] = [await placesOf(true), await placesOf(false)];
  const step = close[1] - close[0];
  assert(Math.abs(images[1] - images[0] - step) < 1e-9 && images[2] - images[1] > step + 5);
  assert(Math.abs((labels[2] - near[2]) - (images[2] - close[2])) < 1e-9, "its label goes with it");
});

Deno.test("imageGrid() fits the paper's column, whatever the number of pictures", async () => {
  for (const n of [1, 7, 40]) {
    const { width } = await imageGrid(info, [{ label: "row", pictures: new Float32Array(n * 256) }], {
      height: 16,
      width: 16,
      channels: 1,
    });
    assert(width <= 672 && width > 500, `${n} pictures are ${width} px wide`);
  }
});

Deno.test("imageGrid() breaks long rows", async () => {
  const rows = ["a", "b"].map((label) => ({ label, pictures: new Float32Array(5 * 4) }));
  const { layout } = await imageGrid(info, rows, { ...shape, perRow: 2 });
  const { images, annotations } = layout as { images: { sizex: number; y: number }[]; annotations: { y: number }[] };
  assertEquals(images.length, 6);
  assert(images[2].sizex < images[0].sizex / 1.9);
  assert(annotations[0].y < images[1].y && annotations[0].y > images[2].y);
});

Deno.test("imageGrid() refuses what is not pictures", async () => {
  await assertRejects(
    () => imageGrid(info, [{ label: "a", pictures: [1, 2, 3] }], shape),
    TypeError,
    'row "a" must hold pictures of 4 values, got 3',
  );
  await assertRejects(
    () => imageGrid(info, [{ label: "a", pictures: [NaN, 0, 0, 0] }], shape),
    RangeError,
    'row "a"[0]',
  );
  await assertRejects(() => imageGrid(info, [], shape), RangeError, "longest row");
});
