import { join } from "node:path";
import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { tensorSpace } from "../../lib/nn/tensor_space.ts";
import { predictor } from "../../lib/predictors/trained.ts";
import { writeDiffusers } from "../../lib/pretrained/diffusers/write.ts";
import { ddim } from "../../lib/samplers/methods/ddim.ts";
import { levelsAt } from "../../lib/samplers/noise_path.ts";
import { sample } from "../../lib/samplers/sample.ts";
import { peersPython } from "../../lib/tasks/peers.ts";
import { testUnless } from "../test_unless.ts";
import { assertEquals, assertLess } from "../assert.ts";
import { numbers } from "../pretrained/numbers.ts";
import { someTrained } from "../pretrained/some_network.ts";

const python = await peersPython();

testUnless(
  "diffusers samples an exported pipeline as the kit does its network",
  python ? "" : "no deno task peers",
  async () => {
    await startBackend("cpu");
    const folder = await Deno.makeTempDir();
    try {
      // Small weights, as trained networks have: ten steps from noise would else leave every range.
      const trained = someTrained({ down: "stride", up: "convolution" }, true);
      const shape = [2, 8, 8, 1], values = Float32Array.from(numbers("noise", 128));
      await writeDiffusers(folder, trained, "test");
      await Deno.writeTextFile(join(folder, "noise.json"), JSON.stringify({ shape, values: [...values] }));
      const script = new URL("sample_exported.py", import.meta.url).pathname;
      const { success, stderr } = await new Deno.Command(python!, { args: [script, folder] }).output();
      assertEquals(success, true, new TextDecoder().decode(stderr));
      const end: { steps: number[]; values: number[] } = JSON.parse(await Deno.readTextFile(join(folder, "end.json")));
      const plan = ddim(levelsAt(trained.path, end.steps)), start = tf.tensor(values, shape);
      const mine = await sample(plan, predictor(trained), { space: tensorSpace(), start });
      const ours = await mine.data(), largest = Math.max(...end.values.map(Math.abs));
      end.values.forEach((value, i) => assertLess(Math.abs(value - ours[i]) / largest, 1e-4));
      tf.dispose([mine, start]);
      trained.dispose();
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
