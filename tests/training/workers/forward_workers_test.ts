import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { makeUNet } from "../../../lib/nn/unet.ts";
import { Random } from "../../../lib/numerics/random.ts";
import { ForwardWorkers } from "../../../lib/training/workers/forward_workers.ts";
import { assertEquals, assertRejects } from "../../assert.ts";

const network = makeUNet({
  ...{ shape: [4, 4, 1], base: 4, groups: 2, multipliers: [1, 2], embedding: 8, classes: 3, imageChannels: 2 },
});
const weights = Float32Array.from(new Random(1, "weights").normals(network.parameters.size), (value) => value / 4);

Deno.test("ForwardWorkers predict what the network does, fewer samples than workers too", async () => {
  await startBackend("wasm");
  const views = network.parameters.views(tf.tensor1d(weights)), random = new Random(2, "x");
  const before = tf.memory().numTensors;
  using workers = await ForwardWorkers.start(network, weights, 3);
  for (const n of [1, 2, 4, 7]) {
    const pictures = (channels: number) =>
      tf.tensor(Float32Array.from(random.normals(16 * n * channels)), [n, 4, 4, channels]);
    const [x, image] = [pictures(1), pictures(2)];
    const conditions = random.uniforms(n), labels = Int32Array.from({ length: n }, (_, i) => i % 4 - 1);
    const alone = tf.tidy(() => network.forward(views, x, conditions, { labels, image }));
    const together = await workers.forward(x, conditions, { labels, image });
    assertEquals(together.shape, alone.shape);
    assertEquals(await together.data(), await alone.data(), `${n} samples`);
    tf.dispose([x, image, alone, together]);
  }
  assertEquals(tf.memory().numTensors, before);
  views.forEach((view) => view.dispose());
});

Deno.test("ForwardWorkers refuse what the network would, and hand on what goes wrong in a worker", async () => {
  await startBackend("wasm");
  const unknown = { ...network, config: { ...network.config, kind: "unknown" } } as unknown as typeof network;
  const start = () => ForwardWorkers.start(unknown, weights, 2);
  await assertRejects(start, RangeError, `Cannot make a network: no kind "unknown"`);
  using workers = await ForwardWorkers.start(network, weights, 2);
  const x = tf.zeros([2, 4, 4, 1]), image = tf.zeros([2, 4, 4, 2]), conditions = new Float64Array(2);
  await assertRejects(() => workers.forward(x, conditions.subarray(1), { image }), TypeError, "conditions");
  await assertRejects(() => workers.forward(x, conditions), TypeError, "image must have shape [2, 4, 4, 2], got none");
  await assertRejects(
    () => workers.forward(x, conditions, { image, labels: Int32Array.of(0, 3) }),
    RangeError,
    "labels[1] must be",
  );
  tf.dispose([x, image]);
});
