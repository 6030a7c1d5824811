import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { Parameters } from "../../lib/nn/parameters.ts";
import { timeEmbedding } from "../../lib/nn/time_embedding.ts";
import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";

await startBackend("cpu");

const kinds = ["sinusoidal", "fourier", "learned"] as const;

Deno.test("timeEmbedding() has as many features as asked for, of which only the learned one's are parameters", () => {
  for (const kind of kinds) {
    const parameters = new Parameters(), embedding = timeEmbedding(parameters, "time", kind, 6);
    assertEquals(parameters.size, kind === "learned" ? 12 : 0);
    tf.tidy(() => {
      const numbers = tf.tensor2d(embedding.features(Float64Array.of(0, 3)), [2, embedding.width]);
      assertEquals(embedding.layer(parameters.list.map(({ shape }) => tf.ones([...shape])), numbers).shape, [2, 6]);
    });
  }
});

Deno.test("timeEmbedding()'s slopes are the derivatives of its features", () => {
  for (const kind of kinds) {
    const { features, slopes } = timeEmbedding(new Parameters(), "time", kind, 6), at = 7, h = 1e-2;
    const [above, below] = [at + h, at - h].map((c) => features(Float64Array.of(c)));
    slopes(Float64Array.of(at)).forEach((slope, i) => {
      assertAlmostEquals(slope, (above[i] - below[i]) / (2 * h), 3e-5, `${kind} ${i}`);
    });
  }
});

Deno.test("Fourier features tell steps ten apart, and hardly neighbours", () => {
  const { features } = timeEmbedding(new Parameters(), "time", "fourier", 256);
  const [a, b, far] = [100, 101, 140].map((c) => features(Float64Array.of(c)));
  const cosine = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i], 0) / 128;
  assert(cosine(a, b) > 0.98, `${cosine(a, b)}`);
  assert(Math.abs(cosine(a, far)) < 0.3, `${cosine(a, far)}`);
});
