import { tf } from "../../../lib/backend/tf.ts";
import { networkModel } from "../../../lib/pretrained/models/model.ts";
import { plainForm } from "../../../lib/pretrained/models/form.ts";
import { assertEquals } from "../../assert.ts";
import { testOnBackends } from "../../backend/backends.ts";
import { someTrained } from "../some_network.ts";

testOnBackends("networkModel() gives a vector of its own back, and reads it from the tensors again", async () => {
  const { network, path, weights } = someTrained({ shape: [8, 8, 1] }), kept = weights.slice();
  const info = {
    name: "some",
    kind: "diffusers" as const,
    shape: network.shape,
    path,
    form: plainForm(path, "eps"),
    notes: [],
  };
  const model = networkModel(info, network, weights.slice(), true), held = networkModel(info, network, weights);
  const x = tf.ones([1, 8, 8, 1]);
  const predicted = async () => {
    const y = await model.predict(x, 10), values = await y.data();
    y.dispose();
    return values;
  };
  const first = await predicted(), hash = await model.weightsHash();
  assertEquals(hash, await held.weightsHash());
  const seen = model.weights!;
  assertEquals(seen, kept);
  model.dispose();
  assertEquals(await predicted(), first);
  assertEquals([model.weights, seen], [kept, kept]);
  tf.dispose(await held.predict(x, 10));
  assertEquals(weights, kept, "what others hold stays");
  for (const each of [model, held]) each.dispose();
  x.dispose();
}, (name) => name !== "cpu");
