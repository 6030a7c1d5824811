import { tf } from "../../lib/backend/tf.ts";
import { startBackend } from "../../lib/backend/choice/start.ts";
import { makeUNet } from "../../lib/nn/unet.ts";
import { assert, assertEquals, assertThrows } from "../assert.ts";
import { checkNetworks, gradients, makeCase, outputs } from "./gradients.ts";

const tiny = { shape: [8, 4, 2] as const, base: 4, multipliers: [1, 2], groups: 2, embedding: 8 };
const variants = {
  "added, averaged, repeated": makeUNet({ ...tiny, heads: 2 }),
  "FiLM, strided, convolved, two blocks, skips of blocks, no attention, widest first": makeUNet({
    ...tiny,
    multipliers: [2, 1],
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
  "attention in the middle alone, cosines first, symmetric strides, other eps, centred": makeUNet({
    ...tiny,
    attention: [],
    attendMiddle: true,
    normEps: 1e-3,
    waveOrder: "cos-sin",
    waveShift: 0,
    waveWidth: 6,
    down: "stride",
    stridePadding: "both",
    centre: true,
  }),
  "resampling residual blocks, width of heads, scaled sums, class in the waves, narrow groups": makeUNet({
    ...tiny,
    classes: 2,
    classPlace: "waves",
    down: "residual",
    up: "residual",
    resampleSkip: "convolution",
    residualScale: Math.SQRT1_2,
    groups: 4,
    groupWidth: 2,
    attention: [8, 4],
    attentionUp: [8],
    attendUp: "last",
    headWidth: 2,
  }),
  "Fourier features of given rates, binomial resampling, residual way in": makeUNet({
    ...tiny,
    multipliers: [1, 2, 2],
    shape: [8, 8, 2],
    attention: [4],
    timeEmbedding: "fourier",
    fourierRates: [0.001, -0.006, 0.015],
    waveWidth: 6,
    down: "residual",
    up: "residual",
    resampleSkip: "convolution",
    groups: 4,
    groupWidth: 2,
    resampleFilter: "binomial",
    progressiveInput: "residual",
  }),
  "progressive in and out by skips, binomial resampling, image": makeUNet({
    ...tiny,
    multipliers: [1, 2, 2],
    shape: [8, 8, 2],
    attention: [2],
    imageChannels: 1,
    down: "residual",
    up: "residual",
    resampleFilter: "binomial",
    progressiveInput: "skip",
    progressiveOutput: "skip",
  }),
  "progressive in, residual, and out, resampled plainly": makeUNet({
    ...tiny,
    down: "stride",
    up: "convolution",
    residualScale: Math.SQRT1_2,
    progressiveInput: "residual",
    progressiveOutput: "skip",
  }),
  "fractional multipliers, FiLM, plain shortcuts, the middle's own groups and scale": makeUNet({
    ...tiny,
    multipliers: [1.5, 1],
    injection: "film",
    down: "residual",
    up: "residual",
    middleGroups: 0,
    middleScale: 0.5,
  }),
};

checkNetworks("makeUNet()", variants, 3, 1e-4);

Deno.test("makeUNet() predicts zero before training", async () => {
  await startBackend("cpu");
  const network = variants["added, averaged, repeated"];
  const test = { ...makeCase(network, 2), flat: network.parameters.initialise(1) };
  assertEquals(await outputs(test), new Float32Array(2 * 64));
});

Deno.test("makeUNet() uses every parameter", async () => {
  await startBackend("wasm");
  for (const network of Object.values(variants)) {
    const { flat } = await gradients(makeCase(network, 3));
    for (const { name } of network.parameters.list) {
      assert(network.parameters.slice(flat, name).some((value) => value !== 0), name);
    }
  }
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
