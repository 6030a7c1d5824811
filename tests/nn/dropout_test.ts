import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { dropout, dropoutMask } from "../../lib/nn/dropout.ts";
import { makeMlp } from "../../lib/nn/mlp.ts";
import { mean } from "../../lib/numerics/stats.ts";
import { Random } from "../../lib/numerics/random.ts";
import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { makeCase, outputs } from "./gradients.ts";

await startBackend("cpu");

const random = new Random(1, "dropout");

Deno.test("dropoutMask() drops the share it is told and keeps the mean", () => {
  const size = 90_001;
  for (const rate of [0.1, 0.5, 0.9]) {
    const mask = dropoutMask(size, rate, random);
    // Four standard deviations, for each of the three entries that share a uniform number as well.
    for (const lane of [0, 1, 2]) {
      const own = mask.filter((_, i) => i % 3 === lane);
      const dropped = own.filter((factor) => factor === 0).length / own.length;
      assertAlmostEquals(dropped, rate, 4 * Math.sqrt(rate * (1 - rate) / own.length));
    }
    assertAlmostEquals(mean(mask), 1, 4 * Math.sqrt(rate / (1 - rate) / size));
    assertEquals(new Set(mask).size, 2);
  }
});

Deno.test("dropoutMask() drops neighbours independently", () => {
  const mask = dropoutMask(90_000, 0.5, random);
  for (const lag of [1, 2, 3]) {
    const product = mean(mask.slice(lag).map((factor, i) => (factor - 1) * (mask[i] - 1)));
    assertAlmostEquals(product, 0, 4 / 300);
  }
});

Deno.test("dropout() is a function of its place and stream, and nothing without one", () => {
  tf.tidy(() => {
    const x = tf.ones([2, 50]);
    assertEquals(dropout(x, 3, 0.5, random).dataSync(), dropoutMask(100, 0.5, random.fork(3)));
    const [first, second] = [random, random.fork("other")].map((stream) => dropoutMask(50, 0.5, stream.fork(3)));
    const each = dropout(x, 3, 0.5, [random, random.fork("other")]).dataSync();
    assertEquals([...each], [...first, ...second]);
    assertEquals(dropout(x, 3, 0.5, undefined), x);
    assertEquals(dropout(x, 3, 0, random), x);
  });
});

Deno.test("a network drops features only while it is given a stream, others for another stream", async () => {
  const test = makeCase(makeMlp({ shape: [2], hidden: [16, 16], embedding: 4, dropout: 0.5 }), 4);
  const along = (dropout?: Random) => outputs({ ...test, also: () => ({ dropout }) });
  const [sampled, again, other, still] = await Promise.all([random, random, random.fork(1), undefined].map(along));
  assertEquals(sampled, again);
  assert(sampled.some((value, i) => value !== other[i]));
  const plain = makeMlp({ shape: [2], hidden: [16, 16], embedding: 4 });
  assertEquals(still, await outputs({ ...test, network: plain }));
});
