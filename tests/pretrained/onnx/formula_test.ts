import { levelFormula } from "../../../lib/pretrained/onnx/formula.ts";
import { onnxDescription } from "../../../lib/pretrained/onnx/description.ts";
import { gridPath } from "../../../lib/samplers/noise_path.ts";
import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";

const path = gridPath(ddpmLinearGrid());

Deno.test("levelFormula() is the formula of the level at a time", () => {
  const { alpha, sigma } = path.levelAt(10), at = (text: string) => levelFormula(text, path, "read a.json")(10);
  assertEquals(at("time"), 10);
  assertAlmostEquals(at("log(edmSigma) / 4"), Math.log(sigma / alpha) / 4, 1e-15);
  assertAlmostEquals(at("logSnr"), 2 * Math.log(alpha / sigma), 1e-14);
  assertAlmostEquals(at("sqrt(alpha^2 + sigma^2)"), 1, 1e-15);
});

Deno.test("levelFormula() refuses what is no formula of a level", () => {
  for (
    const [text, message] of [["log(", "is no formula"], ["import('x')", `"import"`], ["x + 1", `"x"`], [
      "a = 1",
      "is not known",
    ]]
  ) {
    assertThrows(() => levelFormula(text, path, "read a.json"), SyntaxError, message);
  }
});

Deno.test("onnxDescription() reads what a file takes and gives, and names what is wrong", () => {
  const least = { shape: [8, 8, 1], input: "x", told: { name: "t" }, output: "y" };
  const about = onnxDescription(least, "a.json");
  assertEquals([about.layout, about.path.steps, about.form.told(7), ...about.form.output(7)], ["nchw", 1000, 7, 1, 0]);
  const own = onnxDescription({ ...least, gives: { a: "-1", b: "1 / sigma" } }, "a.json"),
    { sigma } = own.path.levelAt(3);
  assertEquals(own.form.output(3), [-1, 1 / sigma]);
  assertThrows(() => onnxDescription({ ...least, gives: "noise" }, "a.json"), Error, "gives");
  assertThrows(() => onnxDescription({ ...least, inputs: "x" }, "a.json"), RangeError, "inputs");
  assertThrows(() => onnxDescription({ shape: [8, 8, 1] }, "a.json"), TypeError, "input");
});
