import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { openPretrained } from "../../../lib/pretrained/open.ts";
import { assert, assertAlmostEquals, assertEquals, assertLess } from "../../assert.ts";
import { numbers } from "../numbers.ts";

Deno.test("openPretrained() opens a pickle of NCSN++ in the preconditioning of VE, with its exact derivative", async () => {
  await startBackend("cpu");
  const model = await openPretrained(new URL("../fixtures/ncsn_like.pkl", import.meta.url).pathname);
  assertEquals([model.kind, model.shape, model.form.toldAs], ["edm", [4, 4, 1], "ln (σ / 2)"]);
  assert(model.notes.includes("trained for EDM's σ from 0.02 to 100"));
  const time = model.path.timeAt(-2 * Math.log(0.4));
  assertAlmostEquals(model.form.told(time), Math.log(0.2), 1e-9);
  const x = tf.tensor(Float32Array.from(numbers("x", 32)), [2, 4, 4, 1]), told = model.form.toldSlope(time);
  const values = async (y: tf.Tensor | Promise<tf.Tensor>) => Float64Array.from(await (await y).data());
  const exact = await values(model.derivative!(x, time));
  // At fixed x and noise level the network's word moves with what it is told alone; VE's is −ε.
  const said = async (c: number) => {
    const views = model.network!.parameters.views(tf.tensor1d(model.weights!));
    const { alpha } = model.path.levelAt(time);
    return await values(model.network!.forward(views, tf.div(x, alpha), Float64Array.of(c, c)));
  };
  const c = model.form.told(time), h = 5e-4, [up, down] = [await said(c + h), await said(c - h)];
  const largest = Math.max(...exact.map(Math.abs));
  assertLess(0, largest);
  const apart = exact.map((slope, i) => Math.abs(slope + told * (up[i] - down[i]) / (2 * h)));
  assertLess(Math.max(...apart), 0.01 * largest);
  model.dispose();
});
