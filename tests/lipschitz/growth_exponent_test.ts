import { assert, assertAlmostEquals, assertThrows } from "../assert.ts";
import { growthExponent } from "../../lib/lipschitz/mod.ts";
import { Random } from "../../lib/numerics/random.ts";

const times = [1e-8, 1e-7, 1e-6, 1e-5];

Deno.test("growthExponent() of an exact power has no width", () => {
  const { exponent, misfit } = growthExponent(
    times.map((time) => ({ time, quotients: new Float64Array(5).fill(time ** -0.5) })),
  );
  for (const end of [exponent.value, exponent.low, exponent.high]) assertAlmostEquals(end, -0.5, 1e-12);
  assertAlmostEquals(misfit, 0, 1e-12);
});

Deno.test("growthExponent() covers the truth under noise of its own at every point", () => {
  const estimates = times.map((time, i) => ({
    time,
    quotients: new Random(i, "noise").uniforms(400).map((u) => 2 * u / time),
  }));
  const { exponent } = growthExponent(estimates);
  assert(exponent.low < -1 && -1 < exponent.high, `${exponent.low} … ${exponent.high}`);
  assert(exponent.high - exponent.low < 0.05);
});

Deno.test("growthExponent() shows what is no power by its misfit", () => {
  const bent = times.map((time) => ({
    time,
    quotients: new Float64Array(3).fill(Math.exp(-(Math.log(time) ** 2) / 20)),
  }));
  assert(growthExponent(bent).misfit > 0.2);
});

Deno.test("growthExponent() refuses too few or unequal estimates", () => {
  const one = { time: 1, quotients: new Float64Array(3) };
  assertThrows(() => growthExponent([one, one]), RangeError, "the number of estimates must be at least 3, got 2");
  const other = { time: 1, quotients: new Float64Array(4) };
  assertThrows(() => growthExponent([one, one, other]), TypeError, "quotients must have length 3, got 4");
});

Deno.test("growthExponent() refuses means that have no logarithm", () => {
  const at = (time: number, ...quotients: number[]) => ({ time, quotients: Float64Array.from(quotients) });
  assertThrows(
    () => growthExponent([at(1, 1, 1, 1), at(2, 0, 0, 0), at(3, 1, 2, 1)]),
    RangeError,
    "Cannot fit an exponent of growth: the mean at t = 2 must be greater than 0 and finite, got 0",
  );
  assertThrows(() => growthExponent([at(1, 1, 1), at(2, 1, NaN), at(3, 1, 2)]), RangeError, "got NaN");
});
