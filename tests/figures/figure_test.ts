import { assert, assertEquals, assertThrows } from "../assert.ts";
import { makeFigure } from "../../lib/figures/figure.ts";

const drawn = { data: [], layout: {}, width: 336, height: 200, numbers: {} };

Deno.test("makeFigure() puts the data set into the name and the theme on", () => {
  const figure = makeFigure({ name: "02_lipschitz_curves", caption: "c", dataSet: "mnist", seeds: [1] }, drawn);
  assertEquals(figure.name, "02_lipschitz_curves_mnist");
  assert("template" in figure.layout);
  assertEquals(figure.meta, {
    notebook: null,
    dataSet: "mnist",
    seeds: [1],
    n: null,
    config: null,
    backend: null,
    tolerance: 1e-9,
    absoluteTolerance: 0,
  });
});

Deno.test("makeFigure() refuses names that are no file names", () => {
  for (const name of ["", "../x", "A", "a b", "a".repeat(101), ".a"]) {
    assertThrows(() => makeFigure({ name, caption: "" }, drawn), RangeError, "its name must be a file name");
  }
  assertThrows(() => makeFigure({ name: "a", caption: "", tolerance: -1 }, drawn), RangeError, "tolerance");
});
