import { assertAlmostEquals, assertEquals } from "../assert.ts";
import { Posterior } from "../../lib/oracle/posterior.ts";

Deno.test("Posterior.normalise() is a softmax at any height of the logits", () => {
  for (const height of [0, -1e6, 1e6]) {
    const posterior = new Posterior(3);
    posterior.logits.set([height, height + Math.log(2), height - 1000]);
    assertAlmostEquals(posterior.normalise(), height + Math.log(3), 1e-9);
    assertEquals([posterior.size, posterior.likeliest, ...posterior.active.subarray(0, 2)], [2, 1, 0, 1]);
    assertAlmostEquals(posterior.weight[0], 1 / 3, 1e-9);
  }
});

Deno.test("Posterior.centre() leaves exact zeros where one component has all the weight", () => {
  const posterior = new Posterior(2);
  posterior.logits.set([0, -200]);
  posterior.normalise();
  posterior.rate[0] = 1e15 / 3;
  assertEquals([posterior.centre(), posterior.rate[0]], [1e15 / 3, 0]);
});

Deno.test("Posterior.centre() takes off the mean rate", () => {
  const posterior = new Posterior(2);
  posterior.logits.set([0, 0]);
  posterior.normalise();
  posterior.rate.set([5, 9]);
  assertEquals([posterior.centre(), ...posterior.rate], [7, -2, 2]);
});
