import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import * as fc from "../property.ts";
import {
  erfc,
  log1mExp,
  logGamma,
  logSumExp,
  normalCdf,
  normalQuantile,
  sigmoid,
  studentQuantile,
  studentTail,
} from "../../lib/numerics/special.ts";

const near = (actual: number, expected: number, relative = 1e-13) =>
  assertAlmostEquals(actual, expected, relative * Math.abs(expected));

Deno.test("logSumExp() neither overflows nor underflows", () => {
  near(logSumExp([1000, 1000]), 1000 + Math.LN2);
  near(logSumExp([-1000, -1001]), -1000 + Math.log1p(Math.exp(-1)));
  assertEquals(logSumExp([-Infinity, 0]), 0);
  assertEquals(logSumExp([]), -Infinity);
});

Deno.test("log1mExp() keeps its relative accuracy at both ends", () => {
  near(log1mExp(1e-12), Math.log(1e-12) - 5e-13);
  near(log1mExp(50), -Math.exp(-50));
});

Deno.test("sigmoid() satisfies σ(x) + σ(−x) = 1 and decays as e^x", () => {
  fc.assert(fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
    assertAlmostEquals(sigmoid(x) + sigmoid(-x), 1, 1e-15);
  }));
  near(sigmoid(-300), Math.exp(-300));
});

Deno.test("erfc() agrees with tabulated values to 1e-13", () => {
  near(erfc(0.5), 0.4795001221869535);
  near(erfc(1), 0.15729920705028513);
  near(erfc(2), 0.004677734981047266, 1e-12);
  near(erfc(3), 2.209049699858544e-5);
  near(erfc(5), 1.5374597944280349e-12);
  near(erfc(10), 2.088487583762545e-45);
  near(erfc(-1), 1.8427007929497148);
});

Deno.test("normalQuantile() inverts normalCdf()", () => {
  near(normalQuantile(0.975), 1.959963984540054);
  near(normalQuantile(1e-10), -6.361340902404056, 1e-12);
  fc.assert(fc.property(fc.double({ min: 1e-12, max: 0.5, noNaN: true }), (p) => {
    near(normalCdf(normalQuantile(p)), p, 1e-11);
  }));
  assertEquals([normalQuantile(0), normalQuantile(1)], [-Infinity, Infinity]);
  assertThrows(() => normalQuantile(1.1), RangeError, "p must be in [0, 1], got 1.1");
});

Deno.test("logGamma() gives factorials and the reflection", () => {
  near(logGamma(11), Math.log(3628800));
  near(logGamma(0.5), Math.log(Math.PI) / 2);
  near(logGamma(0.1), 2.252712651734206);
});

Deno.test("studentQuantile() agrees with tables and tends to the normal", () => {
  near(studentQuantile(0.975, 1), 12.706204736174707, 1e-9);
  near(studentQuantile(0.975, 4), 2.7764451051977934, 1e-9);
  near(studentQuantile(0.995, 29), 2.756385903670605, 1e-9);
  assert(Math.abs(studentQuantile(0.975, 1_000_000) - normalQuantile(0.975)) < 1e-5);
  near(studentQuantile(0.1, 9), -studentQuantile(0.9, 9));
});

Deno.test("studentTail() is the closed form of one and two degrees of freedom, and undoes studentQuantile()", () => {
  for (const t of [0, 0.3, 1, 4.3, 60]) {
    near(studentTail(t, 1), 0.5 - Math.atan(t) / Math.PI, 1e-12);
    near(studentTail(t, 2), 0.5 * (1 - t / Math.sqrt(2 + t * t)), 1e-11);
    if (t > 0) near(studentQuantile(1 - studentTail(t, 5), 5), t, 1e-8);
  }
  assertEquals(studentTail(Infinity, 3), 0);
  assertThrows(() => studentTail(-1, 3), RangeError, "t must be at least 0");
});
