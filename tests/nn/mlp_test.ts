import { startBackend } from "../../lib/backend/start.ts";
import { makeMlp } from "../../lib/nn/mlp.ts";
import { assertEquals, assertThrows } from "../assert.ts";
import { checkNetworks, makeCase, outputs } from "./gradients.ts";

const tiny = { shape: [3] as const, hidden: [8, 6], embedding: 4 };
const network = makeMlp(tiny);
const variants = {
  plain: network,
  "classes, dropout, Fourier features": makeMlp({ ...tiny, classes: 3, dropout: 0.3, timeEmbedding: "fourier" }),
  "learned embedding": makeMlp({ ...tiny, timeEmbedding: "learned" }),
};

checkNetworks("makeMlp()", variants, 5, 5e-5);

Deno.test("makeMlp() predicts zero before training", async () => {
  await startBackend("cpu");
  assertEquals(
    await outputs({ ...makeCase(network, 5), flat: network.parameters.initialise(1) }),
    new Float32Array(15),
  );
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
