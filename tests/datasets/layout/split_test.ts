import { inSplit } from "../../../lib/datasets/layout/split.ts";
import { assertEquals } from "../../assert.ts";

Deno.test("inSplit() takes a split at the top or below one folder, and no hidden files", () => {
  assertEquals(
    ["train/1.png", "x/train/1.png", "x/y/train/1.png", "training/1.png"].map((name) => inSplit(name, "train")),
    [
      true,
      true,
      false,
      false,
    ],
  );
  assertEquals([".a/1.png", "a/._1.png", "__MACOSX/1.png", "a/1.png"].map((name) => inSplit(name)), [
    false,
    false,
    false,
    true,
  ]);
});
