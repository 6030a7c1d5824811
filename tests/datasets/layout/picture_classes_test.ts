import { classesOf, labelsOf } from "../../../lib/datasets/layout/picture_classes.ts";
import { assertEquals } from "../../assert.ts";

/** Each picture's class, in order; undefined for a stray. */
const of = (names: string[], split?: string) => {
  const { classOf } = classesOf(names, split);
  return names.map((name) => classOf.get(name));
};

Deno.test("classesOf() takes the folder at which paths first differ below the split", () => {
  const layouts: [names: string[], split: string | undefined, classes: (string | undefined)[]][] = [
    [["cat/1.png", "cat/2.png", "dog/1.png"], undefined, ["cat", "cat", "dog"]],
    [["set/cat/1.png", "set/dog/1.png"], undefined, ["cat", "dog"]],
    // Tiny ImageNet, wrapped in its folder or not.
    [["train/n1/images/1.JPEG", "train/n2/images/1.JPEG"], "train", ["n1", "n2"]],
    [["tiny/train/n1/images/1.JPEG", "tiny/train/n2/images/1.JPEG"], "train", ["n1", "n2"]],
    // ImageNet.
    [["ILSVRC/train/n01/1.JPEG", "ILSVRC/train/n02/2.JPEG"], "train", ["n01", "n02"]],
    // SUN397 and Places: an index of letters, and scenes that have parts.
    [
      ["S/a/abbey/1.jpg", "S/b/bow_window/indoor/1.jpg", "S/b/bow_window/outdoor/1.jpg"],
      undefined,
      ["abbey", "bow_window/indoor", "bow_window/outdoor"],
    ],
    // A part below the class says nothing of it.
    [["cat/day/1.png", "cat/night/1.png", "dog/day/1.png"], undefined, ["cat", "cat", "dog"]],
    [["cat/1.png", "dog/small/1.png"], undefined, ["cat", "dog"]],
    // All of a set: its splits are no classes.
    [["train/cat/1.png", "train/dog/1.png", "test/cat/1.png"], undefined, ["cat", "dog", "cat"]],
    [["x/train/1.png", "x/val/1.png"], undefined, [undefined, undefined]],
    [["train/cat/1.png", "train/dog/1.png", "test/dog/1.png"], undefined, ["cat", "dog", "dog"]],
    [["train/cat/1.png", "test/dog/1.png"], undefined, ["cat", "dog"]],
    [
      ["t/train/n1/images/1.png", "t/train/n2/images/1.png", "t/val/images/1.png"],
      undefined,
      ["n1", "n2", undefined],
    ],
    // Flat, and one folder.
    [["1.png", "2.png"], undefined, [undefined, undefined]],
    [["train/1.png", "train/2.png"], "train", [undefined, undefined]],
    [["train/cat/1.png", "train/cat/2.png"], "train", ["cat", "cat"]],
    [["x/train/cat/0.png"], "train/cat", [undefined]],
    // Letters that are no index.
    [["a/1.png", "b/1.png"], undefined, ["a", "b"]],
    [["a/bee/1.png", "b/cow/1.png"], undefined, ["a", "b"]],
  ];
  for (const [names, split, classes] of layouts) assertEquals(of(names, split), classes, names.join(" "));
});

Deno.test("classesOf() leaves a few strays out by name, and says when there are too many for classes", () => {
  const few = classesOf(["cover.png", "set/cat/1.png", "set/dog/1.png"]);
  assertEquals(few.classes, ["cat", "dog"]);
  assertEquals(few.strays, [{ name: "cover.png", why: "a picture beside the folders that are classes" }]);
  const many = classesOf(["1.png", "2.png", "3.png", "cat/1.png", "dog/1.png"]);
  assertEquals([many.classes, many.strays], [[], []]);
  assertEquals(many.notes, ["3 of 5 pictures lie in no folder that is a class, so there are no classes"]);
});

Deno.test("classesOf() tells of equal folders in several classes, and of splits that are read together", () => {
  const { notes } = classesOf(["amazon/mug/1.png", "amazon/pen/1.png", "dslr/mug/1.png", "dslr/pen/1.png"]);
  assertEquals(notes, [
    "folders of one name lie in several classes (mug in amazon and dslr and 1 more); the outer ones count",
  ]);
  assertEquals(classesOf(["n1/images/1.png", "n2/images/1.png"]).notes, []);
  assertEquals(classesOf(["train/cat/1.png", "test/dog/1.png"]).notes, [
    "test, train are read together; give a split for one of them",
  ]);
});

Deno.test("labelsOf() counts more than 256 classes", () => {
  const names = Array.from({ length: 300 }, (_, i) => `${String(i).padStart(3, "0")}/x.png`);
  const { labels, classes } = labelsOf(names, classesOf(names));
  assertEquals(classes!.length, 300);
  assertEquals(labels, Uint16Array.from({ length: 300 }, (_, i) => i));
  assertEquals(labelsOf(names.slice(0, 2), classesOf(names)).labels, Uint16Array.of(0, 1));
  assertEquals(labelsOf(["b/1.png", "a/1.png"], classesOf(["b/1.png", "a/1.png"])), {
    labels: Uint8Array.of(1, 0),
    classes: ["a", "b"],
  });
  assertEquals(labelsOf(["1.png"], classesOf(["1.png"])), {});
});
