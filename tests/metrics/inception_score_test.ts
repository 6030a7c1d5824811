import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { inceptionScore } from "../../lib/metrics/inception_score.ts";
import { Random } from "../../lib/numerics/random.ts";

Deno.test("inceptionScore() is the number of classes for sure and even answers, 1 for the same answer to all", () => {
  const classes = 5, sure = new Float64Array(100 * classes);
  for (let i = 0; i < 100; i++) sure[i * classes + i % classes] = 1000;
  const { value, low, high, n } = inceptionScore(sure, classes, { splits: 4 });
  assertAlmostEquals(value, 5, 1e-12);
  assertAlmostEquals(high - low, 0, 1e-12);
  assertEquals(n, 4);
  assertAlmostEquals(inceptionScore(new Float64Array(40).fill(3), 2).value, 1, 1e-12);
});

Deno.test("inceptionScore() shuffles by its seed alone and names what is wrong", () => {
  const logits = new Random(1, "logits").normals(300);
  const [kept, one, again, other] = [undefined, 1, 1, 2].map((seed) => inceptionScore(logits, 3, { seed }).value);
  assertEquals(one, again);
  assert(one !== other && one !== kept);
  assertThrows(() => inceptionScore(logits, 7), TypeError, "rows of dimension 7");
  assertThrows(() => inceptionScore(logits.subarray(0, 9), 3), RangeError, "number of samples");
  assertThrows(() => inceptionScore(logits.fill(NaN), 3), RangeError, "row 0, column 0");
});

Deno.test("inceptionScore() of one part scores all samples together and claims no interval", () => {
  const logits = new Float64Array(12 * 3);
  for (let i = 0; i < 12; i++) logits[i * 3 + i % 3] = 1000;
  const { value, low, high, n } = inceptionScore(logits, 3, { splits: 1 });
  assertAlmostEquals(value, 3, 1e-12);
  assertEquals([low, high, n], [NaN, NaN, 1]);
  assertThrows(() => inceptionScore(logits, 3, { splits: 0 }), RangeError, "splits must be at least 1, got 0");
});
