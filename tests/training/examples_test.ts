import { exampleStream, shuffledOrder } from "../../lib/training/examples.ts";
import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { corners, grid, shared } from "./fixtures.ts";

const source = { data: corners(50), grid, condition: (step: number) => step, batch: 8, seed: 2 };

Deno.test("exampleStream() gives a step's examples alone and in any order", async () => {
  const inOrder = exampleStream(source), alone = exampleStream(source);
  for (let step = 0; step < 9; step++) await inOrder(step);
  assertEquals(await alone(9), await inOrder(9));
  assertEquals(await alone(2), await inOrder(2));
});

Deno.test("exampleStream() shows methods with different conditions the same samples, steps and noise", async () => {
  const plain = await exampleStream(source)(4), told = await exampleStream({ ...source, condition: shared })(4);
  assertEquals(told.noisy, plain.noisy);
  assertEquals(told.noise, plain.noise);
  assertEquals(told.steps, plain.steps);
  assertEquals([...told.conditions], [...plain.steps].map(shared));
});

Deno.test("exampleStream() puts each sample at its true step's noise level", async () => {
  const { noisy, noise, steps } = await exampleStream({ ...source, condition: () => 0 })(0);
  const clean = await source.data.batch(shuffledOrder(2, 50)(0, 8));
  noisy.forEach((value, i) => {
    const step = steps[i >> 1];
    assertAlmostEquals(value, grid.alpha[step] * clean[i] + grid.sigma[step] * noise[i], 1e-6);
  });
});

Deno.test("exampleStream() draws other numbers for another seed or step", async () => {
  const one = await exampleStream(source)(0), next = await exampleStream(source)(1);
  const other = await exampleStream({ ...source, seed: 3 })(0);
  assert(one.noise[0] !== next.noise[0] && one.noise[0] !== other.noise[0]);
});

Deno.test("shuffledOrder() visits every sample once in each epoch, in another order", () => {
  const order = shuffledOrder(1, 7);
  const all = order(0, 21);
  const epochs = [0, 1, 2].map((epoch) => [...all.slice(7 * epoch, 7 * epoch + 7)]);
  for (const epoch of epochs) assertEquals([...epoch].sort(), [0, 1, 2, 3, 4, 5, 6]);
  assert(epochs[0].join() !== epochs[1].join());
  assertEquals([...shuffledOrder(1, 7)(5, 6)], [...all.slice(5, 11)]);
});
