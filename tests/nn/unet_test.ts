import { tf } from "../../lib/backend/tf.ts";
import { startBackend } from "../../lib/backend/start.ts";
import { makeUNet } from "../../lib/nn/unet.ts";
import { assert, assertEquals, assertLess, assertThrows } from "../assert.ts";
import { testOnBackends } from "../backend/backends.ts";
import { checkTangent, difference, directionalError, everywhere, gradients, makeCase, outputs } from "./gradients.ts";

const tiny = { shape: [8, 4, 2] as const, base: 4, multipliers: [1, 2], groups: 2, embedding: 8 };
const variants = {
  "added, averaged, repeated": makeUNet({ ...tiny, heads: 2 }),
  "FiLM, strided, convolved, two blocks, skips of blocks, no attention": makeUNet({
    ...tiny,
    skips: "blocks",
    blocks: 2,
    attention: [],
    injection: "film",
    down: "stride",
    up: "convolution",
  }),
  "classes, image, dropout, Fourier features": makeUNet({
    ...tiny,
    classes: 2,
    imageChannels: 1,
    dropout: 0.2,
    timeEmbedding: "fourier",
  }),
  "classes, image, learned embedding, FiLM": makeUNet({
    ...tiny,
    classes: 2,
    imageChannels: 3,
    timeEmbedding: "learned",
    injection: "film",
  }),
};

for (const [variant, network] of Object.entries(variants)) {
  const test = makeCase(network, 3);
  testOnBackends(`makeUNet() has the gradient of central differences (${variant})`, async () => {
    const { flat } = await gradients(test);
    for (const direction of ["a", "b"]) assertLess(await directionalError(test, flat, direction), 5e-5);
  });

  testOnBackends(`makeUNet() has the tangent of central differences in the condition (${variant})`, () => {
    return checkTangent(test, 1e-4, network.config.timeEmbedding === "sinusoidal" ? 0.05 : 4);
  });

  Deno.test(`makeUNet() agrees between backends (${variant})`, async () => {
    const [first, ...others] = [...await everywhere(test)];
    for (const [name, values] of others) {
      values.forEach((array, k) => assertLess(difference(first[1][k], array), 1e-5, `${first[0]} and ${name}`));
    }
  });
}

Deno.test("makeUNet() predicts zero before training", async () => {
  await startBackend("cpu");
  const network = variants["added, averaged, repeated"];
  const test = { ...makeCase(network, 2), flat: network.parameters.initialise(1) };
  assertEquals(await outputs(test, test.flat), new Float32Array(2 * 64));
});

Deno.test("makeUNet() uses every parameter", async () => {
  await startBackend("cpu");
  for (const network of Object.values(variants)) {
    const { flat } = await gradients(makeCase(network, 3));
    for (const { name } of network.parameters.list) {
      assert(network.parameters.slice(flat, name).some((value) => value !== 0), name);
    }
  }
});

Deno.test("makeUNet() leaves no tensor behind", async () => {
  await startBackend("cpu");
  const test = makeCase(variants["added, averaged, repeated"], 2);
  await gradients(test);
  const before = tf.memory().numTensors;
  await gradients(test);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("makeUNet() refuses a batch of another shape", async () => {
  await startBackend("cpu");
  const network = variants["added, averaged, repeated"];
  tf.tidy(() => {
    const views = network.parameters.views(tf.tensor1d(network.parameters.initialise(1)));
    const wrong = () => network.forward(views, tf.zeros([2, 4, 8, 2]), new Float64Array(2));
    assertThrows(wrong, TypeError, "x must have shape [B, 8, 4, 2], got [2, 4, 8, 2]");
    const few = () => network.forward(views, tf.zeros([2, 8, 4, 2]), new Float64Array(1));
    assertThrows(few, TypeError, "conditions must have length 2, got 1");
  });
});
