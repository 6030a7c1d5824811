import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { trainingMemory } from "../../../lib/experiments/runs/memory.ts";
import { makeMlp } from "../../../lib/nn/mlp.ts";
import type { Network } from "../../../lib/nn/types.ts";
import { makeUNet } from "../../../lib/nn/unet.ts";
import { assert, assertEquals } from "../../assert.ts";

await startBackend("wasm");

/** What the kernels of a prediction put out for one sample more; copies and views share their memory and do not count. */
async function entriesOf(network: Network): Promise<number> {
  const put = async (batch: number) => {
    const flat = tf.tensor1d(network.parameters.initialise(1)), x = tf.zeros([batch, ...network.shape]);
    const { kernels } = await tf.profile(() =>
      tf.tidy(() => network.forward(network.parameters.views(flat), x, new Float64Array(batch)))
    );
    tf.dispose([flat, x]);
    const counted = kernels.filter(({ name }) => !["Identity", "Reshape", "unnamed scope"].includes(name));
    const shapes = counted.flatMap(({ outputShapes }) => outputShapes).filter((shape) => shape !== undefined);
    return shapes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
  };
  return (await put(3) - await put(1)) / 2;
}

Deno.test("trainingMemory() counts what the layers put out, within two fifths", async () => {
  const networks = [
    makeMlp({ shape: [2], hidden: [64, 32], embedding: 16 }),
    makeUNet({ shape: [16, 16, 1], base: 16, skips: "blocks" }),
    makeUNet({ shape: [16, 16, 3], base: 16, blocks: 2 }),
    makeUNet({
      shape: [16, 16, 3],
      base: 16,
      multipliers: [1, 1, 2],
      attention: [8],
      heads: 2,
      injection: "film",
      up: "convolution",
      down: "stride",
    }),
  ];
  for (const network of networks) {
    const measured = await entriesOf(network);
    const { activations, parameters } = trainingMemory(network.config, network.parameters.size, 1);
    const ratio = activations / 4 / measured;
    assert(ratio > 0.6 && ratio < 1.4, `${JSON.stringify(network.config)}: ${ratio}`);
    assertEquals(parameters, 20 * network.parameters.size);
  }
});
