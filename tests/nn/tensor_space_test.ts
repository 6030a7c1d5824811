import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { tensorSpace } from "../../lib/nn/tensor_space.ts";
import { Random } from "../../lib/numerics/random.ts";
import { float64Space } from "../../lib/samplers/float64_space.ts";
import { gridPath } from "../../lib/samplers/noise_path.ts";
import { planWithin } from "../../lib/samplers/methods/budget.ts";
import { samplers } from "../../lib/samplers/methods/registry.ts";
import { sample } from "../../lib/samplers/sample.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "../assert.ts";

await startBackend("cpu");
const space = tensorSpace();

Deno.test("tensorSpace() combines linearly and leaves one tensor", () => {
  const a = tf.tensor1d([1, 2]), b = tf.tensor1d([10, 20]);
  const before = tf.memory().numTensors;
  const sum = space.combine([[2, a], [-1, b], [0.5, a]]);
  assertEquals([...sum.dataSync()], [-7.5, -15]);
  assertEquals(tf.memory().numTensors, before + 1);
  space.release(sum);
  assertEquals(tf.memory().numTensors, before);
  assertThrows(() => space.combine([]), RangeError, "at least one");
});

Deno.test("tensorSpace() rounds a combination of near vectors as its result, not as its terms", () => {
  // x̂0 = x/α − (σ/α) ε̂ on DDPM's cosine grid begins at σ/α = 20,000; a prediction of data extrapolates like the second.
  const ratio = 20_000, ends = [[Math.hypot(1, ratio), -ratio], [ratio, -1.5 * ratio, 0.5 * ratio + 0.25]];
  const near = [[1.2345678, -0.7], [1.2345378, -0.70002], [1.2345578, -0.70001]].map((pair) => Float32Array.from(pair));
  const tensors = near.map((pair) => tf.tensor1d(pair));
  for (const coefficients of ends) {
    const sum = space.combine(coefficients.map((c, i) => [c, tensors[i]] as const)).dataSync();
    sum.forEach((value, at) => {
      const exact = coefficients.reduce((total, c, i) => total + c * near[i][at], 0);
      assertAlmostEquals(value, exact, 3e-7, `${coefficients}`);
    });
  }
  // All of it may cancel, and a term of no weight counts for nothing.
  assertEquals([...space.combine([[1, tensors[0]], [-1, tensors[0]], [0, tensors[1]]]).dataSync()], [0, 0]);
});

Deno.test("tensorSpace() draws noise that depends on the index and the row alone", () => {
  const random = new Random(4, "noise"), like = tf.zeros([2, 3]);
  const [whole, again, other] = [1, 1, 2].map((index) => [...space.noise(like, random, index).dataSync()]);
  assertEquals(again, whole);
  assertNotEquals(other, whole);
  assertEquals(space.noise(like, random, 1).shape, [2, 3]);
  const second = tensorSpace(3).noise(tf.zeros([1, 3]), random, 1);
  assertEquals([...second.dataSync()], whole.slice(3));
  const exact = float64Space().noise(new Float64Array(6), random, 1);
  assertEquals(whole, [...Float32Array.from(exact)]);
});

Deno.test("tensorSpace() clips and refuses predictions of another shape", () => {
  assertEquals([...space.clip!(tf.tensor1d([-2, 0.5, 3]), -1, 1).dataSync()], [-1, 0.5, 1]);
  space.check!(tf.zeros([2]), tf.zeros([2]), "sample");
  const wrong = () => space.check!(tf.zeros([2, 1]), tf.zeros([2]), "sample at step 3");
  assertThrows(wrong, TypeError, "Cannot sample at step 3: prediction must have shape [2], got [2,1]");
  assertThrows(() => tensorSpace(-1), RangeError, "first");
});

Deno.test("tensorSpace() thresholds, measures and multiplies rows as float64Space() does", async () => {
  const values = new Random(6, "rows").normals(2 * 20).map((value) => 2 * value),
    other = new Random(7, "rows").normals(40);
  const a = tf.tensor(Float32Array.from(values), [2, 5, 4]),
    b = tf.tensor(Float32Array.from(other), [2, 5, 4]),
    exact = float64Space(0, 20);
  for (const [quantile, most] of [[0.995, 3], [0.5, 1], [0.8, 100], [1, 2]]) {
    const cut = space.threshold!(a, quantile, most);
    assertEquals(cut.shape, [2, 5, 4]);
    const wanted = exact.threshold!(values, quantile, most);
    cut.dataSync().forEach((value, i) => assertAlmostEquals(value, wanted[i], 1e-6));
  }
  assertAlmostEquals(await space.norm!(a), await exact.norm!(values), 1e-5);
  const dots = await space.rowDots!(a, b), wanted = await exact.rowDots!(values, other);
  dots.forEach((value, i) => assertAlmostEquals(value, wanted[i], 1e-4));
});

Deno.test("tensorSpace() reads nothing back between the steps of any sampler", async () => {
  const path = gridPath(ddpmLinearGrid()), start = tf.ones([3, 2]), backend = tf.backend();
  const { read, readSync } = backend;
  let reads = 0;
  backend.read = (id) => (reads++, read.call(backend, id));
  backend.readSync = (id) => (reads++, readSync.call(backend, id));
  try {
    for (const sampler of samplers) {
      const counts = [];
      for (const budget of [6, 12]) {
        const plan = planWithin(sampler, path, budget, { clip: 1 }), before = reads;
        await sample(plan, (x) => tf.mul(x, 0.5), { space, start, random: new Random(1, "steps") });
        counts.push(reads - before);
      }
      // The marks of all predictions, once.
      assert(counts[0] > 0 && counts[0] === counts[1], `${sampler.name}: ${counts}`);
    }
  } finally {
    Object.assign(backend, { read, readSync });
  }
});

Deno.test("tensorSpace() marks what is not finite and reads all marks at once", async () => {
  const marks = [[1, 2], [NaN, 0], [1e38, 3e38], [Infinity, 1]].map((values) => space.mark!(tf.tensor1d(values)));
  assertEquals(await space.readMarks!(marks), [true, false, true, false]);
});
