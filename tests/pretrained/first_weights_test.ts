import { join } from "node:path";
import { makeUNet } from "../../lib/nn/unet.ts";
import { writeDiffusers } from "../../lib/pretrained/diffusers/write.ts";
import { fineTuning, isPretrained, readPretrainedWeights, weightsFileOf } from "../../lib/pretrained/first_weights.ts";
import { openPretrained } from "../../lib/pretrained/open.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { someTrained } from "./some_network.ts";

Deno.test("a run can begin at a folder of diffusers: its network, its weights, its file", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const trained = someTrained({ down: "stride", up: "convolution" });
    await writeDiffusers(folder, trained, "test");
    assertEquals([await isPretrained(folder), await isPretrained("a.pt"), await isPretrained("w.safetensors")], [
      true,
      true,
      false,
    ]);
    assertEquals(await weightsFileOf(folder), join(folder, "unet", "diffusion_pytorch_model.safetensors"));
    const model = await openPretrained(folder), own = fineTuning(folder, model);
    assertEquals(own.network, trained.network.config);
    assertEquals(own.schedule, { kind: "linear", betaMin: 0.1, betaMax: 20 });
    assertEquals(own.loss, { prediction: "eps" });
    assertEquals(await readPretrainedWeights(folder, trained.network, "eps"), model.weights!);
    const other = makeUNet({ ...own.network, kind: "unet", normEps: 1e-6 } as never);
    await assertRejects(
      () => readPretrainedWeights(folder, other, "eps"),
      TypeError,
      "its normEps is null, the network's 0.000001",
    );
    await assertRejects(() => readPretrainedWeights(folder, trained.network, "v"), RangeError, "says eps, not v");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
