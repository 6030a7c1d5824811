import { assertEquals, assertThrows } from "../assert.ts";
import { parseNotebook } from "../../lib/jupyter/notebook_file.ts";
import { declaredParameters, injectParameters, parseAssignments } from "../../lib/jupyter/parameters.ts";

const source = `// The size of the run.
const steps = 300; // of training
let data: string = "mnist";
const rates: number[] = [1, 2];
const half = steps / 2;
  const inner = 1;`;
const notebook = parseNotebook(
  JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    cells: [
      { cell_type: "markdown", source: "# A" },
      { cell_type: "code", source, metadata: { tags: ["parameters"] } },
      { cell_type: "code", source: "const steps = 1;", metadata: { tags: ["injected-parameters"] } },
      { cell_type: "code", source: "steps" },
    ],
  }),
  "a",
);

Deno.test("parseAssignments() reads JSON where it can and strings elsewhere", () => {
  assertEquals(parseAssignments(["a=1", "b=x=y", 'c="1"', "d=[1,2]", "e=", "f=true"]), {
    a: 1,
    b: "x=y",
    c: "1",
    d: [1, 2],
    e: "",
    f: true,
  });
  assertThrows(() => parseAssignments(["steps"]), SyntaxError, '"steps"');
  assertThrows(() => parseAssignments(["a b=1"]), SyntaxError, '"a b=1"');
});

Deno.test("parseAssignments() refuses numbers that it could not hand on", () => {
  assertThrows(() => parseAssignments(["limit=1e400"]), RangeError, "Cannot set a parameter: limit = 1e400 is beyond");
  assertThrows(() => parseAssignments(["limit=-1e400"]), RangeError, "limit = -1e400");
  assertThrows(
    () => parseAssignments(["n=9007199254740993"]),
    RangeError,
    "n = 9007199254740993 is no number of float64, the nearest is 9007199254740992",
  );
  assertThrows(() => parseAssignments(['seeds=[1, {"a": 9007199254740993}]']), RangeError, "9007199254740993");
  assertThrows(() => parseAssignments(["t=1e-400"]), RangeError, "too near to 0");
  assertEquals(
    parseAssignments(["a=9007199254740992", "b=1e300", "c=0.1", "d=-0", "e=0.000", 'f="1e400"', "g=1e-300"]),
    {
      a: 9007199254740992,
      b: 1e300,
      c: 0.1,
      d: -0,
      e: 0,
      f: "1e400",
      g: 1e-300,
    },
  );
});

Deno.test("declaredParameters() lists names, keywords and plain defaults", () => {
  assertEquals(declaredParameters(notebook), [
    { name: "steps", keyword: "const", value: 300 },
    { name: "data", keyword: "let", value: "mnist" },
    { name: "rates", keyword: "const", value: [1, 2] },
    { name: "half", keyword: "const" },
  ]);
});

Deno.test("injectParameters() adds one cell after the defaults, in the place of an earlier one", () => {
  const before = structuredClone(notebook);
  const { cells } = injectParameters(notebook, "a", { data: "cifar10", steps: 5 });
  assertEquals(cells.map((cell) => cell.source), [
    "# A",
    source,
    'let data = "cifar10";\nconst steps = 5;',
    "steps",
  ]);
  assertEquals(cells[2].metadata.tags, ["injected-parameters"]);
  assertEquals(notebook, before);
});

Deno.test("injectParameters() without values is the notebook of the defaults", () => {
  assertEquals(injectParameters(notebook, "a", {}).cells.map((cell) => cell.source), ["# A", source, "steps"]);
});

Deno.test("injectParameters() names an unknown parameter and what there is", () => {
  const message = 'Cannot run a: no parameter "step", there is steps, data, rates, half; did you mean "steps"?';
  assertThrows(() => injectParameters(notebook, "a", { step: 1 }), RangeError, message);
  const none = { ...notebook, cells: [] };
  assertThrows(() => injectParameters(none, "a", { step: 1 }), RangeError, "it has none");
});

Deno.test("injectParameters() refuses a value of another type than the default", () => {
  assertThrows(() => injectParameters(notebook, "a", { steps: "many" }), TypeError, 'number like 300, got "many"');
  assertThrows(() => injectParameters(notebook, "a", { rates: 3 }), TypeError, "list like [1,2], got 3");
});
