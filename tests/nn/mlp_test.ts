import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { makeMlp } from "../../lib/nn/mlp.ts";
import { tensorSpace } from "../../lib/nn/tensor_space.ts";
import type { Network } from "../../lib/nn/types.ts";
import { guided, type LabelledPredictor } from "../../lib/samplers/guidance.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "../assert.ts";
import { checkNetworks, difference, makeCase, outputs } from "./gradients.ts";

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

Deno.test("makeMlp() with classes is guided by them, and without is refused", async () => {
  await startBackend("cpu");
  const space = tensorSpace();
  const labelled = (network: Network): LabelledPredictor<tf.Tensor, number> => {
    const { flat } = makeCase(network, 2);
    const views = network.parameters.views(tf.tensor1d(flat));
    return {
      labelled: network.config.classes > 0,
      predict: (x, time, label) => {
        const labels = label === undefined ? undefined : new Int32Array(2).fill(label);
        return network.forward(views, x, new Float64Array(2).fill(time), { labels });
      },
    };
  };
  const predictor = labelled(variants["classes, dropout, Fourier features"]);
  const x = tf.tensor2d([1, 2, 3, -1, 0, 0.5], [2, 3]), scale = 2.5;
  const guide = async (label: number) => {
    const [free, told] = await Promise.all([undefined, label].map((label) => predictor.predict(x, 7, label)));
    const expected = tf.add(free, tf.mul(tf.sub(told, free), scale)).dataSync();
    const eps = (await guided(predictor, { space, label, scale })(x, 7)).dataSync();
    eps.forEach((value, i) => assertAlmostEquals(value, expected[i], 1e-5));
    return eps;
  };
  assert(difference(await guide(0) as Float32Array, await guide(2) as Float32Array) > 0.01);
  const wrong = async () => await guided(predictor, { space, label: 3, scale })(x, 7);
  await assertRejects(wrong, RangeError, "labels[0] must be in [-1, 2], got 3");
  const refused = () => guided(labelled(network), { space, label: 0, scale });
  assertThrows(refused, TypeError, "the predictor is unconditional, it takes no labels");
});
