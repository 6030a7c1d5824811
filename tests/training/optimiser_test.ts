import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import {
  averageDecay,
  checkOptimiser,
  initialState,
  Optimiser,
  optimiserDefaults,
} from "../../lib/training/optimiser.ts";
import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";

await startBackend("cpu");
const plain = { ...optimiserDefaults, learningRate: 1e-3, warmup: 0, clip: Infinity };

/** The parameters and average after updates with the given gradients. */
function after(options: typeof plain, gradients: number[][], start = [1, -2]): { now: number[]; average: number[] } {
  const optimiser = new Optimiser(initialState(Float32Array.from(start)), options);
  for (const gradient of gradients) tf.tidy(() => optimiser.update(tf.tensor1d(gradient)));
  const now = [...optimiser.parameters.dataSync()], average = [...optimiser.average.dataSync()];
  optimiser.dispose();
  return { now, average };
}

Deno.test("Optimiser.update() is Adam", () => {
  const gradients = [[0.5, -1], [0.1, 2], [-3, 0]];
  const expected = [1, -2].map((start, i) => {
    let p = start, m = 0, v = 0;
    gradients.forEach((gradient, k) => {
      m = 0.9 * m + 0.1 * gradient[i];
      v = 0.999 * v + 0.001 * gradient[i] ** 2;
      p -= 1e-3 * (m / (1 - 0.9 ** (k + 1))) / (Math.sqrt(v / (1 - 0.999 ** (k + 1))) + 1e-8);
    });
    return p;
  });
  after(plain, gradients).now.forEach((value, i) => assertAlmostEquals(value, expected[i], 1e-6));
});

Deno.test("Optimiser.update() warms up and clips", () => {
  // Adam's first step is the step size in the sign of the gradient.
  assertAlmostEquals(after({ ...plain, warmup: 10 }, [[1, 1]]).now[0], 1 - 1e-4, 1e-7);
  // With a large eps the step is proportional to the gradient, here of norm 5 clipped to 1.
  const options = { ...plain, eps: 1e6, learningRate: 1e6 };
  const clipped = after({ ...options, clip: 1 }, [[3, 4]]).now;
  assertAlmostEquals(clipped[0], 1 - 0.6, 1e-5);
  assertAlmostEquals(clipped[1], -2 - 0.8, 1e-5);
  assertAlmostEquals(after({ ...options, clip: 10 }, [[3, 4]]).now[0], 1 - 3, 1e-4);
  assertEquals(after({ ...options, clip: 1 }, [[0, 0]]).now, [1, -2]);
});

Deno.test("Optimiser.update() averages the parameters", () => {
  const options = { ...plain, ema: { halfLife: 2, rampUp: 1 } };
  const { now: one } = after(options, [[1, 1]]);
  const { now: two } = after(options, [[1, 1], [1, 1]]);
  const first = 0.5 * 1 + 0.5 * one[0];
  assertAlmostEquals(
    after(options, [[1, 1], [1, 1]]).average[0],
    Math.SQRT1_2 * first + (1 - Math.SQRT1_2) * two[0],
    1e-6,
  );
});

Deno.test("averageDecay() halves over the half-life and ramps up", () => {
  assertAlmostEquals(averageDecay(1000, { halfLife: 10, rampUp: 1 }) ** 10, 0.5, 1e-12);
  assertAlmostEquals(averageDecay(100, { halfLife: 1e9, rampUp: 0.05 }) ** 5, 0.5, 1e-12);
  assertEquals(averageDecay(1, { halfLife: 0, rampUp: 1 }), 0);
});

Deno.test("Optimiser keeps the number of tensors", () => {
  const optimiser = new Optimiser(initialState(new Float32Array(4)), optimiserDefaults);
  const before = tf.memory().numTensors;
  for (let i = 0; i < 3; i++) tf.tidy(() => optimiser.update(tf.ones([4])));
  assertEquals([tf.memory().numTensors, optimiser.step], [before, 3]);
  optimiser.dispose();
  assertEquals(tf.memory().numTensors, before - 4);
});

Deno.test("Optimiser.snapshot() keeps a state that another optimiser goes on from", async () => {
  const before = tf.memory().numTensors, step = (optimiser: Optimiser) => tf.tidy(() => optimiser.update(tf.ones([2])));
  const one = new Optimiser(initialState(Float32Array.of(1, -2)), optimiserDefaults);
  step(one);
  const kept = one.snapshot();
  step(one);
  const state = await kept.read(), other = new Optimiser(state, optimiserDefaults);
  assertEquals([kept.step, other.step], [1, 1]);
  step(other);
  const [end, same] = [one.snapshot(), other.snapshot()];
  assertEquals(await same.read(), await end.read());
  assertEquals(await kept.read(), state);
  for (const snapshot of [kept, end, same]) snapshot[Symbol.dispose]();
  for (const optimiser of [one, other]) optimiser.dispose();
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("checkOptimiser() names what is out of range", () => {
  const cases: [object, string][] = [
    [{ learningRate: 0 }, "learningRate must be greater than 0, got 0"],
    [{ learningRate: -1 }, "learningRate"],
    [{ learningRate: NaN }, "learningRate"],
    [{ warmup: -1 }, "warmup"],
    [{ clip: 0 }, "clip"],
    [{ beta1: 1 }, "beta1"],
    [{ beta2: 2 }, "beta2"],
    [{ eps: 0 }, "eps"],
    [{ ema: { halfLife: -1, rampUp: 0 } }, "ema.halfLife"],
  ];
  for (const [change, message] of cases) {
    assertThrows(() => checkOptimiser({ ...optimiserDefaults, ...change }), RangeError, message);
  }
});
