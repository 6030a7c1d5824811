import { dataSet, dataSets, licensedSets, parseRegistry } from "../../../lib/datasets/registry/registry.ts";
import json from "../../../data/registry.json" with { type: "json" };
import { assert, assertEquals, assertThrows } from "../../assert.ts";

Deno.test("dataSets() lists the registered sets with their files", () => {
  assertEquals(dataSets().map(({ name }) => name), ["mnist", "mnist-test", "fashion-mnist", "cifar10"]);
  assertEquals(dataSet("mnist").files.length, 4);
  assertEquals(dataSet("mnist-test").files.map(({ name }) => name), [
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
  ]);
  for (const set of dataSets()) assert(set.licence && set.citation && set.classes.length === 10);
});

Deno.test("licensedSets() says of each set where it comes from and how it comes", () => {
  const names = ["ffhq", "celeba-hq", "afhq-cat", "afhq-wild", "lsun-church", "lsun-cat"];
  assertEquals(licensedSets().map(({ name }) => name), names);
  for (const { licence, citation, homepage, layout } of licensedSets()) {
    assert(licence && citation && layout && homepage.startsWith("https://github.com/"));
  }
});

Deno.test("dataSet() names what exists and what may have been meant", () => {
  assertThrows(
    () => dataSet("mnits"),
    RangeError,
    'no data set "mnits", there is mnist, mnist-test, fashion-mnist, cifar10; did you mean "mnist"?',
  );
});

Deno.test("parseRegistry() says which entry is wrong", () => {
  // deno-lint-ignore no-explicit-any
  const changed = (change: (copy: any) => void) => {
    const copy = structuredClone(json);
    change(copy);
    return () => parseRegistry(copy);
  };
  const wrong: [change: Parameters<typeof changed>[0], where: string][] = [
    [(r) => r.files[1].sha256 = "abc", "files.1.sha256"],
    [(r) => r.files[0].name = "../x", "files.0.name"],
    [(r) => r.files[0].name = "a/b/c", "files.0.name"],
    [(r) => r.files[0].name = "/x", "files.0.name"],
    [(r) => r.files[0].gzipped = 0, "files.0.gzipped"],
    [(r) => r.files[0].addresses = ["nowhere"], "files.0.addresses.0"],
    [(r) => r.files.pop(), "sets.cifar10: file cifar-10-binary.tar.gz is not listed"],
    [(r) => r.sets[1].name = "mnist", "two have the same name"],
    [(r) => r.sets[0].shape = [28, 28], "sets.0.shape"],
    [(r) => r.sets[0].extra = 1, "sets.0"],
    [(r) => r.licensed[0].name = "mnist", "two have the same name"],
    [(r) => r.licensed[1].splits = {}, "sets.celeba-hq: no splits"],
    [(r) => r.licensed[2].homepage = "somewhere", "licensed.2.homepage"],
  ];
  for (const [change, where] of wrong) {
    assertThrows(
      changed(change),
      SyntaxError,
      `Cannot read the data registry: ${where}`.replace(": two", ": sets: two"),
    );
  }
  assertThrows(() => parseRegistry(null), SyntaxError, "content");
});
