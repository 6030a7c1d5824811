import * as face from "../../lib/mod.ts";
import { join } from "node:path";
import { checkout } from "../../lib/io/checkout.ts";
import { sourceFiles } from "../../lib/tasks/checks/imports.ts";
import { checkArguments } from "../../lib/numerics/check_arguments.ts";
import { type Shape, signatures } from "../../lib/numerics/signatures.ts";
import { assertThrows } from "../assert.ts";

/** The least that a shape allows. */
function least(shape: true | readonly string[] | Shape): unknown {
  if (shape === true) return 1;
  if (Array.isArray(shape)) return shape[0];
  const needed = Object.entries(shape as Shape).filter(([key]) => !key.endsWith("?"));
  return Object.fromEntries(needed.map(([key, inside]) => [key, least(inside)]));
}

/** The public functions, and those others that check what they are given, from the files that do. */
const kit: Record<string, unknown> = { ...face };
for (const path of await sourceFiles("lib")) {
  const text = await Deno.readTextFile(join(checkout, path));
  for (const [, name] of text.matchAll(/\bcheckArguments\("(\w+)"/g)) {
    kit[name] ??= (await import(`../../${path}`))[name];
  }
}

/** What is said of a call with one wrong argument. */
async function saidOf(name: string, index: number, argument: unknown): Promise<string> {
  const call = kit[name] as (...given: unknown[]) => unknown;
  const given = Array.from({ length: index }, (_, i) => {
    const known = signatures[name].find((parameter) => parameter.index === i);
    return known === undefined ? {} : least(known.shape);
  });
  try {
    await call(...given, argument);
    return "nothing";
  } catch (error) {
    return (error as Error).message;
  }
}

for (const [name, parameters] of Object.entries(signatures)) {
  for (const { index, name: parameter, shape } of parameters) {
    const words = Array.isArray(shape), argument = words ? "nonsense" : { nonsense: 1 };
    Deno.test(`${name}() refuses ${words ? "an unknown word as" : "an unknown key in"} ${parameter}`, async () => {
      const said = await saidOf(name, index, argument);
      if (!/nonsense/.test(said)) throw new Error(`said of ${JSON.stringify(argument)}: ${said}`);
      for (const known of words ? shape as readonly string[] : Object.keys(shape as Shape)) {
        if (!said.includes(known.replace("?", ""))) throw new Error(`${known} is not named in: ${said}`);
      }
    });
  }
}

Deno.test("checkArguments() names the culprit, what there is and the nearest", () => {
  const call = (name: string, ...given: unknown[]) => () => checkArguments(name, given);
  assertThrows(
    call("exactDerivative", {}, {}, { time: 0.1, sample: 4096 }),
    RangeError,
    'Cannot call exactDerivative: no key "sample", there is ',
  );
  assertThrows(call("exactDerivative", {}, {}, { time: 0.1, sample: 4096 }), RangeError, 'did you mean "samples"?');
  assertThrows(call("gaussian", { dimension: 2, variance: 1 }), RangeError);
  assertThrows(call("respacedSteps", 1000, 5, "karras"), RangeError, 'no spacing "karras", there is ');
  assertThrows(call("linear", 5), TypeError, "Cannot call linear: options must be an object, got 5");
  assertThrows(call("exactDerivative", {}, {}, {}), TypeError, "time is missing in options");
});

Deno.test("checkArguments() takes what the types allow, undefined too, and functions that it does not know", () => {
  checkArguments("linear", []);
  checkArguments("linear", [{ betaMin: undefined }]);
  checkArguments("exactDerivative", [{}, {}, { time: 0.1, samples: 16 }]);
  checkArguments("nobody", [1, 2, 3]);
});
