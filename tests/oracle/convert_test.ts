import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import * as fc from "../property.ts";
import { Random } from "../../lib/numerics/random.ts";
import { conversion, convert } from "../../lib/oracle/convert.ts";
import { cosine } from "../../lib/schedules/cosine.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { CASES } from "./cases.ts";

const QUANTITIES = ["score", "eps", "x0", "v"] as const;

Deno.test("convert() turns each of an oracle's predictions into the others", () => {
  for (const { oracle } of CASES) {
    for (const t of [0.01, 0.3, 0.9]) {
      const level = linear().at(t), x = oracle.sample(4, level, new Random(0, "x"));
      for (const from of QUANTITIES) {
        for (const to of QUANTITIES) {
          const [a] = conversion(from, to, level), known = oracle.evaluate(from, x, level).value;
          const expected = oracle.evaluate(to, x, level).value;
          convert(from, to, known, x, level).forEach((value, i) => {
            assertAlmostEquals(
              value,
              expected[i],
              1e-13 * (1 + Math.abs(a) * (1 + Math.abs(known[i]))),
              `${from} → ${to}`,
            );
          });
        }
      }
    }
  }
});

Deno.test("convert() round-trips to 1e-12 times its condition number", () => {
  const t = fc.double({ min: 1e-8, max: 1 - 1e-6, noNaN: true });
  fc.assert(fc.property(t, fc.nat(), (t, seed) => {
    const level = cosine().at(t),
      random = new Random(seed, "round"),
      x = random.normals(8),
      y = random.fork("y").normals(8);
    for (const from of QUANTITIES) {
      for (const to of QUANTITIES) {
        const [a, b] = conversion(from, to, level), [back] = conversion(to, from, level);
        const condition = Math.max(1, Math.abs(a * back), Math.abs(b * back));
        convert(to, from, convert(from, to, y, x, level), x, level).forEach((value, i) => {
          assertAlmostEquals(value, y[i], 1e-12 * condition, `${from} → ${to} at ${t}`);
        });
      }
    }
  }));
});

Deno.test("convert() loses nothing from v at any level", () => {
  for (const t of [1e-8, 0.5, 1 - 1e-8]) {
    const level = cosine().at(t), x = new Random(1, "x").normals(4), v = new Random(2, "v").normals(4);
    const eps = convert("v", "eps", v, x, level), x0 = convert("v", "x0", v, x, level);
    eps.forEach((e, i) => assertAlmostEquals(level.alpha * x0[i] + level.sigma * e, x[i], 1e-15 * 4));
  }
});

Deno.test("convert() refuses to divide by zero", () => {
  const x = new Float64Array(2), end = cosine().at(1);
  assertThrows(() => convert("eps", "x0", x, x, end), RangeError, "convert eps to x0 at alpha = 0, sigma = 1");
  assertThrows(() => convert("eps", "v", x, new Float64Array(3), end), TypeError, "x must have length 2");
  assertEquals(convert("v", "x0", x, Float64Array.of(1, 2), end), Float64Array.of(0, 0));
  assert(conversion("v", "eps", end)[1] === 1);
});
