import { Softmax } from "../../../lib/numerics/kernels/softmax.ts";
import { Random } from "../../../lib/numerics/random.ts";
import { assert, assertEquals } from "../../assert.ts";

Deno.test("Softmax turns logits into weights, whatever their number and height", () => {
  for (const count of [1, 2, 3, 4, 5, 64, 257, 9001]) {
    const softmax = new Softmax(count), random = new Random(count, "softmax");
    for (const height of [0, -1e6, 1e6]) {
      const logits = random.normals(count).map((value) => height + 20 * value), max = Math.max(...logits);
      softmax.values.set(logits);
      const log = softmax.normalise(max, -75);
      const exact = logits.map((logit) => logit - max < -75 ? 0 : Math.exp(logit - max));
      const sum = exact.reduce((a, b) => a + b, 0);
      assert(Math.abs(log - max - Math.log(sum)) <= 1e-15 * (1 + Math.abs(max)), `${log}`);
      exact.forEach((value, k) => {
        const wanted = value / sum, got = softmax.values[k];
        assert(Math.abs(got - wanted) <= 2e-15 * wanted, `${logits[k]} of ${count}: ${got}, not ${wanted}`);
      });
    }
  }
});

Deno.test("Softmax gives exactly 0 below its bound and 1 to what stands alone", () => {
  const softmax = new Softmax(6);
  softmax.values.set([-Infinity, 5, -700, 5 - 75.1, -1e308, 5 - 74.9]);
  softmax.normalise(5, -75);
  assertEquals([...softmax.values.subarray(0, 5)], [0, 1, 0, 0, 0]);
  assert(softmax.values[5] > 0);
});
