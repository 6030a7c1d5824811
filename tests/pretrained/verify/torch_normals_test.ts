import { torchNormals } from "../../../lib/pretrained/verify/torch_normals.ts";
import { assertAlmostEquals, assertThrows } from "../../assert.ts";

// Printed by PyTorch 2.15 on a processor.
const first = [-1.12583983, -1.1523602, -0.25057858, -0.43387881, 0.84871036, 0.69200915, -0.31601277, -2.11521935];
const lastOfPicture = [-0.63800979, -1.17137527, -0.84154892];
const oddCount = [-0.82013452, 0.39563116, 0.8989085];
const lastOfOdd = [
  -2.06147790,
  -1.25478518,
  0.81645650,
  -1.06539893,
  -0.17819262,
  -0.25949886,
  -0.01448794,
  -0.38389099,
];

Deno.test("torchNormals() gives PyTorch's numbers, also where 16 does not divide the count", () => {
  const close = (got: Float32Array, wanted: number[]) =>
    wanted.forEach((value, i) => assertAlmostEquals(got[i], value, 2e-6, `${i}`));
  const picture = torchNormals(0, 3072), odd = torchNormals(7, 45);
  close(picture, first);
  close(picture.subarray(-3), lastOfPicture);
  close(odd, oddCount);
  close(odd.subarray(-17, -9), lastOfOdd);
});

Deno.test("torchNormals() refuses counts that PyTorch fills in another way", () => {
  assertThrows(() => torchNormals(0, 15), RangeError, "count must be at least 16, got 15");
});
