import { startBackend } from "../../lib/backend/start.ts";
import { makeMlp } from "../../lib/nn/mlp.ts";
import { assertEquals, assertLess, assertThrows } from "../assert.ts";
import { testOnBackends } from "../backend/backends.ts";
import { checkTangent, difference, directionalError, everywhere, gradients, makeCase, outputs } from "./gradients.ts";

const tiny = { shape: [3] as const, hidden: [8, 6], embedding: 4 };
const network = makeMlp(tiny);
const variants = {
  plain: network,
  "classes, dropout, Fourier features": makeMlp({ ...tiny, classes: 3, dropout: 0.3, timeEmbedding: "fourier" }),
  "learned embedding": makeMlp({ ...tiny, timeEmbedding: "learned" }),
};

for (const [variant, network] of Object.entries(variants)) {
  const test = makeCase(network, 5);
  testOnBackends(`makeMlp() has the gradient of central differences (${variant})`, async () => {
    const { flat } = await gradients(test);
    for (const direction of ["a", "b"]) assertLess(await directionalError(test, flat, direction), 5e-5);
  });

  testOnBackends(`makeMlp() has the tangent of central differences in the condition (${variant})`, () => {
    // Those that see a thousandth of the condition need larger steps for their differences to outgrow the rounding.
    return checkTangent(test, 5e-5, network.config.timeEmbedding === "sinusoidal" ? 0.05 : 4);
  });

  Deno.test(`makeMlp() agrees between backends (${variant})`, async () => {
    const [first, ...others] = [...await everywhere(test)];
    for (const [name, values] of others) {
      values.forEach((array, k) => assertLess(difference(first[1][k], array), 1e-5, `${first[0]} and ${name}`));
    }
  });
}

Deno.test("makeMlp() predicts zero before training", async () => {
  await startBackend("cpu");
  assertEquals(await outputs(makeCase(network, 5), network.parameters.initialise(1)), new Float32Array(15));
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
