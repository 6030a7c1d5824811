import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import * as fc from "../property.ts";
import { philox, Random } from "../../lib/numerics/random.ts";
import { mean, variance } from "../../lib/numerics/stats.ts";

const hex = (words: Uint32Array) => [...words].map((w) => w.toString(16).padStart(8, "0")).join(" ");

Deno.test("philox() gives the known answers of the Random123 distribution", () => {
  assertEquals(hex(philox([0, 0, 0, 0], [0, 0])), "6627e8d5 e169c58d bc57ac4c 9b00dbd8");
  const ones = 0xffffffff;
  assertEquals(hex(philox([ones, ones, ones, ones], [ones, ones])), "408f276d 41c83b0e a20bc7c6 6d5451fd");
  const pi = philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]);
  assertEquals(hex(pi), "d16cfe09 94fdcceb 5001e420 24126ea1");
});

Deno.test("Random draws do not depend on how they are cut", () => {
  fc.assert(fc.property(fc.nat(), fc.nat(40), fc.nat(40), (seed, start, n) => {
    const random = new Random(seed, "cut");
    for (const draw of ["uniforms", "normals"] as const) {
      assertEquals(random[draw](n, start), random[draw](start + n).slice(start));
    }
  }));
});

Deno.test("Random streams differ by seed, by name and by fork", () => {
  const first = (r: Random) => r.uniforms(1)[0];
  const draws = [
    new Random(0, "a"),
    new Random(1, "a"),
    new Random(2 ** 32, "a"),
    new Random(0, "b"),
    new Random(0, ""),
    new Random(0, "a").fork("b"),
    new Random(0, "a").fork(1),
  ].map(first);
  assertEquals(new Set(draws).size, draws.length);
});

Deno.test("Random.uniforms() and normals() have the right moments", () => {
  const n = 200_000;
  const u = new Random(3, "u").uniforms(n), z = new Random(3, "z").normals(n);
  assertAlmostEquals(mean(u), 0.5, 5 / Math.sqrt(12 * n));
  assertAlmostEquals(variance(u), 1 / 12, 5e-4);
  assertAlmostEquals(mean(z), 0, 5 / Math.sqrt(n));
  assertAlmostEquals(variance(z), 1, 5 * Math.sqrt(2 / n));
  assertAlmostEquals(mean(z.map((v) => v ** 4)), 3, 5 * Math.sqrt(96 / n));
  // Neighbours share a Philox block: they must still be uncorrelated.
  assertAlmostEquals(mean(z.subarray(1).map((v, i) => v * z[i])), 0, 5 / Math.sqrt(n));
});

Deno.test("Random.integers() fills its range evenly", () => {
  const counts = new Float64Array(7);
  for (const i of new Random(1, "i").integers(70_000, 7)) counts[i]++;
  for (const count of counts) assertAlmostEquals(count, 10_000, 500);
});

Deno.test("Random.permutation() holds every index once", () => {
  fc.assert(fc.property(fc.nat(), fc.nat(200), (seed, n) => {
    const sorted = [...new Random(seed, "p").permutation(n)].sort((a, b) => a - b);
    assertEquals(sorted, Array.from({ length: n }, (_, i) => i));
  }));
});

Deno.test("Random refuses seeds and bounds that it cannot honour", () => {
  assertThrows(() => new Random(-1, "a"), RangeError, "seed must be at least 0, got -1");
  assertThrows(() => new Random(0.5, "a"), RangeError, "seed must be an integer, got 0.5");
  assertThrows(() => new Random(0, "a").integers(1, 0), RangeError, "bound");
  assertThrows(() => new Random(0, "a").normals(1.5), RangeError, "n must be an integer");
});
