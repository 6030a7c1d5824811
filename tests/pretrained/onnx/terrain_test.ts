import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { openPretrained } from "../../../lib/pretrained/open.ts";
import { findModel } from "../../../lib/pretrained/registry/registered.ts";
import { testUnless } from "../../test_unless.ts";
import { assertEquals, assertLess } from "../../assert.ts";
import { numbers } from "../numbers.ts";

const recorded: { sigma: number[]; largest: number; places: number[]; values: number[] } = JSON.parse(
  await Deno.readTextFile(new URL("../../peers/onnx.json", import.meta.url)),
);
const path = await findModel("terrain");

testUnless(
  "openPretrained() of an ONNX file says what onnxruntime in Python does",
  path ? "" : "the model is not here; deno task measure terrain fetches it",
  async () => {
    await startBackend("cpu");
    const model = await openPretrained(path!),
      times = Float64Array.from(
        recorded.sigma,
        (sigma) => model.path.timeAt(-2 * Math.log(sigma)),
      );
    assertEquals(model.shape, [128, 128, 1]);
    assertEquals(model.derivative, undefined);
    // EDM's sample is x/α, and the picture that it denoises to is (x − σ ε̂)/α.
    const level = (i: number) => model.path.levelAt(times[i]), size = 128 * 128;
    const edm = numbers("x", 2 * size).map((value) => 3 * value);
    const x = tf.tensor(Float32Array.from(edm, (value, i) => value * level(Math.floor(i / size)).alpha), [
      2,
      128,
      128,
      1,
    ]);
    const eps = await model.predict(x, times), said = await eps.data();
    recorded.places.forEach((place, i) => {
      const { alpha, sigma } = level(Math.floor(place / size));
      const denoised = edm[place] - sigma / alpha * said[place];
      // The way through ε̂ in float32 costs 1e-7 of the largest input, which is 3.
      assertLess(Math.abs(denoised - recorded.values[i]) / recorded.largest, 1e-6, `${place}`);
    });
    tf.dispose([x, eps]);
    model.dispose();
  },
);
