import { tf } from "../../lib/backend/tf.ts";
import { startBackend } from "../../lib/backend/start.ts";
import { makeUNet } from "../../lib/nn/unet.ts";
import { assert, assertEquals, assertLess, assertThrows } from "../assert.ts";
import { directionalError, gradients, makeCase, outputs, presentBackends } from "./gradients.ts";

const { present, absent } = await presentBackends();
const absentNote = [...absent.keys()].length === 0 ? "" : ` (absent: ${[...absent.keys()].join(", ")})`;

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
};

for (const [variant, network] of Object.entries(variants)) {
  const test = makeCase(network, 3);
  for (const name of present) {
    Deno.test(`makeUNet() has the gradient of central differences on ${name}: ${variant}${absentNote}`, async () => {
      await startBackend(name);
      const { flat } = await gradients(test);
      for (const direction of ["a", "b"]) {
        assertLess(await directionalError(test, flat, direction), 5e-5);
      }
    });
  }

  Deno.test(`makeUNet() agrees between ${present.join(", ")}: ${variant}`, async () => {
    let first: Float32Array[] | undefined;
    for (const name of present) {
      await startBackend(name);
      const gradient = await gradients(test);
      const values = [await outputs(test, test.flat), gradient.flat, gradient.x];
      first ??= values;
      values.forEach((array, k) => {
        const scale = Math.max(...first![k].map(Math.abs));
        array.forEach((value, i) => assertLess(Math.abs(value - first![k][i]) / scale, 1e-5));
      });
    }
  });
}

Deno.test("makeUNet() predicts zero before training", async () => {
  await startBackend(present.at(-1));
  const network = variants["added, averaged, repeated"];
  const test = { ...makeCase(network, 2), flat: network.parameters.initialise(1) };
  assertEquals(await outputs(test, test.flat), new Float32Array(2 * 64));
});

Deno.test("makeUNet() uses every parameter", async () => {
  await startBackend(present.at(-1));
  for (const network of Object.values(variants)) {
    const { flat } = await gradients(makeCase(network, 3));
    for (const { name } of network.parameters.list) {
      assert(network.parameters.slice(flat, name).some((value) => value !== 0), name);
    }
  }
});

Deno.test("makeUNet() leaves no tensor behind", async () => {
  await startBackend(present.at(-1));
  const test = makeCase(variants["added, averaged, repeated"], 2);
  await gradients(test);
  const before = tf.memory().numTensors;
  await gradients(test);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("makeUNet() refuses a batch of another shape", async () => {
  await startBackend(present.at(-1));
  const network = variants["added, averaged, repeated"];
  tf.tidy(() => {
    const views = network.parameters.views(tf.tensor1d(network.parameters.initialise(1)));
    const wrong = () => network.forward(views, tf.zeros([2, 4, 8, 2]), new Float64Array(2));
    assertThrows(wrong, TypeError, "x must have shape [B, 8, 4, 2], got [2, 4, 8, 2]");
    const few = () => network.forward(views, tf.zeros([2, 8, 4, 2]), new Float64Array(1));
    assertThrows(few, TypeError, "conditions must have length 2, got 1");
  });
});
