import { adviseTell, embeddingLikeness, embeddingScale, toldSlopes } from "../../lib/advice/tell.ts";
import { adviceSubject } from "../../lib/advice/subject.ts";
import { gaussian } from "../../lib/oracle/gaussian.ts";
import { empiricalSet } from "../../lib/oracle/empirical_set.ts";
import { schedulePath } from "../../lib/samplers/noise_path.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { assert, assertAlmostEquals } from "../assert.ts";

const path = schedulePath(linear()), ends: [number, number] = [1e-4, 1];

Deno.test("toldSlopes() finds σ exact for N(0, 1), whose ε* = σ x has one slope in σ", async () => {
  const subject = adviceSubject(gaussian({ mean: Float64Array.of(0) }));
  const slopes = await toldSlopes({ subject, path, ends, points: 64, seed: 0 });
  const of = (name: string) => slopes.find((slope) => slope.name === name)!;
  // E‖∂ε*/∂σ‖² = E x² is the same at all levels; the rule of 48 nodes leaves a little.
  assertAlmostEquals(of("σ").excess.value, 1, 0.05);
  for (const { name, excess } of slopes) if (name !== "σ") assert(excess.value > of("σ").excess.value, name);
});

Deno.test("toldSlopes() finds no coordinate below 1, and t the worst by far near points", async () => {
  const subject = adviceSubject(empiricalSet({ dimension: 2, points: Float64Array.of(0, 0, 1, 0, 0, 1) }));
  const slopes = await toldSlopes({ subject, path, ends, points: 64, seed: 0 });
  for (const { excess } of slopes) assert(excess.value > 0.999);
  assert(slopes[0].excess.value > 5 * slopes.find(({ name }) => name === "log-SNR")!.excess.value);
});

Deno.test("embeddingScale() makes the embedding half forget over a width", () => {
  assertAlmostEquals(embeddingLikeness(0), 1, 1e-12);
  for (const width of [0.01, 0.2]) assertAlmostEquals(embeddingLikeness(embeddingScale(width) * width), 0.5, 1e-9);
  // Times in [0, 1] at scale 1 stay within a cosine of .98 of each other.
  assert(embeddingLikeness(1) > 0.95);
});

Deno.test("adviseTell() judges what it chose on other points", async () => {
  const subject = adviceSubject(gaussian({ mean: new Float64Array(2) }));
  const { cost, choice, distinguishable } = await adviseTell({ subject, path, ends, points: 64, seed: 0 });
  assert(choice.startsWith("tell σ ("), choice);
  assert(distinguishable && cost.value > 2);
});
