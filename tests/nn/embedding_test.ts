import { fourierRates, sinusoidalRates, waves, waveSlopes } from "../../lib/nn/embedding.ts";
import { mean, variance } from "../../lib/numerics/stats.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";

const rates = sinusoidalRates(6, 100);

Deno.test("sinusoidalRates() fall geometrically from 1 to the inverse of the longest period", () => {
  [1, 0.1, 0.01].forEach((rate, i) => assertAlmostEquals(rates[i], rate, 1e-15));
});

Deno.test("waves() is [sin, cos] of the condition times each rate", () => {
  const out = waves(Float64Array.of(0, 999), rates);
  assertEquals([...out.slice(0, 6)], [0, 0, 0, 1, 1, 1]);
  rates.forEach((rate, i) => {
    assertAlmostEquals(out[6 + i], Math.sin(999 * rate), 1e-7);
    assertAlmostEquals(out[9 + i], Math.cos(999 * rate), 1e-7);
  });
});

Deno.test("waveSlopes() is the derivative of waves()", () => {
  const out = waveSlopes(Float64Array.of(999), rates);
  rates.forEach((rate, i) => {
    assertAlmostEquals(out[i], rate * Math.cos(999 * rate), 1e-7);
    assertAlmostEquals(out[3 + i], -rate * Math.sin(999 * rate), 1e-7);
  });
});

Deno.test("fourierRates() are normal numbers, the same each time", () => {
  const many = fourierRates(20_000);
  assertEquals(fourierRates(8), many.slice(0, 4));
  assertAlmostEquals(mean(many) / (2 * Math.PI), 0, 4 * 16 / 100);
  assertAlmostEquals(Math.sqrt(variance(many)) / (2 * Math.PI), 16, 0.5);
  fourierRates(8, 1).forEach((rate, i) => assertAlmostEquals(16 * rate, many[i], 1e-10));
  assert(many.some((rate) => rate < 0));
});

Deno.test("embeddings refuse odd or small widths and conditions that are not finite", () => {
  for (const make of [sinusoidalRates, fourierRates]) {
    assertThrows(() => make(7), RangeError, "even");
    assertThrows(() => make(2), RangeError, "at least 4");
  }
  assertThrows(() => fourierRates(4, 0), RangeError, "deviation");
  assertThrows(() => waves(Float64Array.of(1, NaN), rates), RangeError, "conditions[1]");
});

Deno.test("sinusoidalRates() of shift 0 and waves() of cosines first are those of Dhariwal & Nichol", () => {
  const rates = sinusoidalRates(6, 10_000, 0);
  rates.forEach((rate, i) => assertAlmostEquals(rate, 10_000 ** (-i / 3), 1e-15));
  const cosines = waves(Float64Array.of(2), rates, "cos-sin"),
    slopes = waveSlopes(Float64Array.of(2), rates, "cos-sin");
  const sines = waves(Float64Array.of(2), rates), plain = waveSlopes(Float64Array.of(2), rates);
  assertEquals([...cosines], [...sines.subarray(3), ...sines.subarray(0, 3)]);
  assertEquals([...slopes], [...plain.subarray(3), ...plain.subarray(0, 3)]);
});
