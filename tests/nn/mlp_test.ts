import { startBackend } from "../../lib/backend/start.ts";
import { makeMlp } from "../../lib/nn/mlp.ts";
import { assertEquals, assertLess, assertThrows } from "../assert.ts";
import { directionalError, gradients, makeCase, outputs, presentBackends } from "./gradients.ts";

const { present, absent } = await presentBackends();
const absentNote = [...absent.keys()].length === 0 ? "" : ` (absent: ${[...absent.keys()].join(", ")})`;
const network = makeMlp({ shape: [3], hidden: [8, 6], embedding: 4 });
const test = makeCase(network, 5);

for (const name of present) {
  Deno.test(`makeMlp() has the gradient of central differences on ${name}${absentNote}`, async () => {
    await startBackend(name);
    const { flat } = await gradients(test);
    for (const direction of ["a", "b"]) assertLess(await directionalError(test, flat, direction), 5e-5);
  });
}

Deno.test(`makeMlp() agrees between ${present.join(", ")}`, async () => {
  let first: Float32Array | undefined;
  for (const name of present) {
    await startBackend(name);
    const { flat } = await gradients(test);
    first ??= flat;
    const scale = Math.max(...first.map(Math.abs));
    flat.forEach((value, i) => assertLess(Math.abs(value - first![i]) / scale, 1e-5));
  }
});

Deno.test("makeMlp() predicts zero before training", async () => {
  await startBackend(present.at(-1));
  assertEquals(await outputs(test, network.parameters.initialise(1)), new Float32Array(15));
});

Deno.test("makeMlp() has the layers it was asked for", () => {
  assertEquals(
    network.parameters.list.map(({ name, shape }) => [name, ...shape]),
    [
      ["hidden0/weight", 7, 8],
      ["hidden0/bias", 8],
      ["hidden1/weight", 8, 6],
      ["hidden1/bias", 6],
      ["out/weight", 6, 3],
      ["out/bias", 3],
    ],
  );
  assertThrows(() => makeMlp({ shape: [3], hidden: [] }), RangeError, "at least one layer");
});
