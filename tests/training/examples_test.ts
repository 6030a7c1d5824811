import { exampleSource, shuffledOrder } from "../../lib/training/examples.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { schedulePath } from "../../lib/samplers/noise_path.ts";
import { planTraining } from "../../lib/training/options.ts";
import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { corners, grid, pointRun, shared } from "./fixtures.ts";

const options = planTraining(pointRun({ data: corners(50), batch: 8, seed: 2 }));
const told = (condition: (time: number) => number) => ({ ...options, treatment: { name: "told", condition } });

Deno.test("exampleSource() gives a step's examples alone and in any order", async () => {
  const inOrder = exampleSource(options), alone = exampleSource(options);
  for (let step = 0; step < 9; step++) await inOrder.at(step);
  assertEquals(await alone.at(9), await inOrder.at(9));
  assertEquals(await alone.at(2), await inOrder.at(2));
});

Deno.test("exampleSource() shows methods with different conditions the same samples, times and noise", async () => {
  const plain = await exampleSource(options).at(4), other = await exampleSource(told(shared)).at(4);
  assertEquals(other.noisy, plain.noisy);
  assertEquals(other.target, plain.target);
  assertEquals(other.times, plain.times);
  assertEquals(other.conditions, plain.times.map(shared));
});

Deno.test("exampleSource() puts each sample at its true time's noise level, or at the treatment's", async () => {
  const clean = await options.data.batch(shuffledOrder(2, 50)(0, 8));
  for (const noiseTime of [undefined, shared]) {
    const treatment = { name: "blind", condition: () => 0, noiseTime };
    const { noisy, target, times } = await exampleSource({ ...options, treatment }).at(0);
    noisy.forEach((value, i) => {
      const step = noiseTime?.(times[i >> 1]) ?? times[i >> 1];
      assertAlmostEquals(value, grid.alpha[step] * clean[i] + grid.sigma[step] * target[i], 1e-6);
    });
  }
});

Deno.test("exampleSource() draws other numbers for another seed or step", async () => {
  const one = await exampleSource(options).at(0), next = await exampleSource(options).at(1);
  const other = await exampleSource({ ...options, seed: 3 }).at(0);
  assert(one.target[0] !== next.target[0] && one.target[0] !== other.target[0]);
});

Deno.test("exampleSource() draws continuous times between the path's ends", async () => {
  const path = schedulePath(linear()), source = exampleSource({ ...options, path, batch: 50 });
  const { times, noisy, target } = await source.at(3);
  assert(times.every((t) => t > 1e-3 && t < 1) && new Set(times).size === 50);
  const clean = await options.data.batch(shuffledOrder(2, 50)(150, 50)), { alpha, sigma } = linear().at(times[7]);
  assertAlmostEquals(noisy[14], alpha * clean[14] + sigma * target[14], 1e-6);
});

Deno.test("exampleSource() sets the target of each prediction: ε, x0 or v = α ε − σ x0", async () => {
  const of = (prediction: "eps" | "x0" | "v") =>
    exampleSource({ ...options, loss: { ...options.loss, prediction } }).at(1);
  const clean = await options.data.batch(shuffledOrder(2, 50)(8, 8)), { target: noise, times } = await of("eps");
  assertEquals((await of("x0")).target, clean);
  (await of("v")).target.forEach((v, i) => {
    const { alpha, sigma } = options.path.levelAt(times[i >> 1]);
    assertAlmostEquals(v, alpha * noise[i] - sigma * clean[i], 1e-6);
  });
});

Deno.test("exampleSource() drops the label of a set share of samples, the same ones each time", async () => {
  const data = { ...options.data, labels: Uint8Array.from({ length: 50 }, (_, i) => i % 7) };
  const source = exampleSource({ ...options, data, told: { labels: true, image: false }, labelDropout: 0.25 });
  let dropped = 0;
  for (let step = 0; step < 100; step++) {
    const { labels } = await source.at(step);
    shuffledOrder(2, 50)(step * 8, 8).forEach((index, b) => {
      if (labels![b] === -1) dropped++;
      else assertEquals(labels![b], data.labels[index]);
    });
  }
  // 800 draws: three standard deviations are 0.046.
  assertAlmostEquals(dropped / 800, 0.25, 0.046);
  assertEquals((await source.at(3)).labels, (await source.at(3)).labels);
});

Deno.test("shuffledOrder() visits every sample once in each epoch, in another order", () => {
  const order = shuffledOrder(1, 7);
  const all = order(0, 21);
  const epochs = [0, 1, 2].map((epoch) => [...all.slice(7 * epoch, 7 * epoch + 7)]);
  for (const epoch of epochs) assertEquals([...epoch].sort(), [0, 1, 2, 3, 4, 5, 6]);
  assert(epochs[0].join() !== epochs[1].join());
  assertEquals([...shuffledOrder(1, 7)(5, 6)], [...all.slice(5, 11)]);
});
