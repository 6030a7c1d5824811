import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { trainedModel } from "../../../lib/pretrained/models/trained_model.ts";
import { publishedModels, verifyPublished } from "../../../lib/pretrained/verify/published.ts";
import { torchNormals } from "../../../lib/pretrained/verify/torch_normals.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import reported from "../../../data/reported/diffusers_outputs.json" with { type: "json" };
import { someTrained } from "../some_network.ts";

Deno.test("verifyPublished() asks step 10 of PyTorch's noise and compares the first row and channel", async () => {
  await startBackend("cpu");
  const model = trainedModel(someTrained({ shape: [32, 32, 3] }), "ddpm-cifar10-32");
  const [{ values }] = reported.models, noise = torchNormals(0, 3072);
  let off = 0;
  const told = {
    ...model,
    async predict(x: tf.Tensor, time: number | Float64Array) {
      assertEquals([time, x.shape], [10, [1, 32, 32, 3]]);
      const seen = await x.data();
      // Channels came first when the noise was drawn.
      assertEquals([seen[0], seen[1], seen[3]], [noise[0], noise[1024], noise[1]]);
      const y = new Float32Array(3072);
      values.forEach((value, column) => y[3 * column] = value + (column === 7 ? off : 0));
      return tf.tensor(y, [1, 32, 32, 3]);
    },
  };
  const same = await verifyPublished(told);
  assert(same.name === "google/ddpm-cifar10-32" && same.apart < 1e-6 && same.count === 30);
  off = 0.5;
  const other = await verifyPublished(told, "google/ddpm-cifar10-32");
  assert(other.at === 7 && Math.abs(other.apart - 0.5) < 1e-6);
  off = NaN;
  assertEquals((await verifyPublished(told)).apart, Infinity);
  await assertRejects(() => verifyPublished({ ...told, name: "mine" }), RangeError, `no published model "mine"`);
  assertEquals(publishedModels().length, 15);
});
