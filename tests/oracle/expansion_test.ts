import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import * as fc from "../property.ts";
import { Random } from "../../lib/numerics/random.ts";
import { loadNativeFloat64 } from "../../lib/backend/native/block.ts";
import { offerNativeFloat64 } from "../../lib/numerics/kernels/native.ts";
import { Atoms } from "../../lib/oracle/atoms.ts";
import { Expansion, expansionError, innerProduct, TOLERABLE } from "../../lib/oracle/expansion.ts";

Deno.test("Expansion centres its means", () => {
  const means = Float64Array.of(1, 2, 3, 6),
    { centre, offset, squares, crossings, largest } = new Expansion(
      new Atoms(means, 2),
    );
  assertEquals([...centre], [2, 4]);
  assertAlmostEquals(offset, Math.sqrt(20), 1e-15);
  assertEquals([...squares, ...crossings], [5, 5, -10, 10]);
  assertAlmostEquals(largest, Math.sqrt(5), 1e-15);
});

Deno.test("Expansion multiplies and sums whatever the sizes", () => {
  const size = fc.integer({ min: 1, max: 150 });
  fc.assert(
    fc.property(size, size, size, fc.nat(), (n, count, d, seed) => {
      const random = new Random(seed, "expansion"),
        x = random.normals(n * d),
        means = random.fork("m").normals(count * d);
      // Every other row, the last first.
      const rows = Int32Array.from({ length: Math.ceil(n / 2) }, (_, r) => n - 1 - 2 * r);
      const expansion = new Expansion(new Atoms(means, d)), { centre } = expansion, factor = 0.7;
      const table = new Float64Array(rows.length * count), drawn = random.fork("s").normals(rows.length * count);
      // Of some sets most means have a share, of others few, as of points near the data.
      const shares = drawn.map((share) => share > seed % 4 - 3 ? share : 0);
      expansion.products(table, x, rows, factor);
      const out = x.slice(), expected = x.slice();
      expansion.addShares(out, rows, shares);
      rows.forEach((row, r) => {
        for (let k = 0; k < count; k++) {
          let sum = 0;
          for (let i = 0; i < d; i++) {
            const nu = means[k * d + i] - centre[i];
            sum += (x[row * d + i] - factor * centre[i]) * nu;
            expected[row * d + i] += shares[r * count + k] * nu;
          }
          assertAlmostEquals(table[r * count + k], sum, 1e-12);
        }
      });
      out.forEach((value, i) => assertAlmostEquals(value, expected[i], 1e-12));
    }),
    { numRuns: 20 },
  );
});

Deno.test("expansionError() bounds what the expanded distance does to log-weights", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 1, max: 300 }),
      fc.double({ min: 1e-3, max: 1, noNaN: true }),
      (seed, d, alpha) => {
        const random = new Random(seed, "bound"), means = random.normals(3 * d), scales = [0.3, 0.4, 0.3];
        const expansion = new Expansion(new Atoms(means, d)), { centre, offset, squares, largest } = expansion;
        const x = random.fork("x").normals(d),
          y = x.map((value, i) => value - alpha * centre[i]),
          table = new Float64Array(3);
        expansion.products(table, x, Int32Array.of(0), alpha);
        const square = innerProduct(y, y), point = Math.sqrt(square) + alpha * offset;
        const bound = expansionError({ dimension: d, alpha, point, mean: largest, scales: [0.3, 0.4] });
        const errors = scales.map((s, k) => {
          // The direct distance with its own rounding made up for: sums of integers of 2⁻⁸⁰ are exact.
          let exact = 0n;
          for (let i = 0; i < d; i++) exact += (fixed(x[i]) - product(alpha, means[k * d + i])) ** 2n;
          const expanded = (square - 2 * alpha * table[k] + alpha * alpha * squares[k]) / (2 * s);
          return expanded - Number(exact >> 80n) / 2 ** 120 / (2 * s);
        });
        // What all share, the error of ‖y‖² over the smallest scale, does not count.
        assert(Math.abs(errors[0] - errors[2]) <= 2 * bound, `${errors} beyond ${bound}`);
        assert(Math.abs(errors[0] - errors[1]) <= 2 * bound, `${errors} beyond ${bound}`);
      },
    ),
  );
});

/** A float64 in units of 2⁻¹⁰⁰, exact but for what lies below. */
function fixed(value: number): bigint {
  return BigInt(value * 2 ** 100);
}

function product(a: number, b: number): bigint {
  return (fixed(a) * fixed(b)) >> 100n;
}

Deno.test("expansionError() grows towards low noise and with the spread of the scales", () => {
  const at = (s: number, largest = s) =>
    expansionError({ dimension: 3072, alpha: 0.3, point: 55, mean: 40, scales: [s, largest] });
  assert(at(0.1) > at(0.2) && at(0.2, 0.3) > at(0.2));
  assert(at(1) < TOLERABLE && at(1e-3) > TOLERABLE);
});

Deno.test({
  name: "Expansion gives the same bytes in machine code and in WebAssembly, where the native backend is built",
  ignore: loadNativeFloat64() === undefined,
  fn: () => {
    const bytes = Uint8Array.from({ length: 700 * 5 }, (_, i) => i * 37 % 251);
    for (
      const [data, d, count, n] of [
        [new Random(3, "means").normals(3 * 70), 70, 3, 1],
        [new Random(3, "means").normals(131 * 33), 33, 131, 29],
        [new Random(3, "means").normals(1), 1, 1, 2],
        [bytes, 5, 700, 26],
        // More rows than one thread takes at a time, and more coordinates.
        [new Random(3, "means").normals(2 * 20), 20, 2, 1100],
        [new Random(3, "means").normals(90 * 500), 500, 90, 9],
      ] as const
    ) {
      const atoms = new Atoms(data, d, data instanceof Uint8Array ? 1 / 127.5 : 1, 0), expansion = new Expansion(atoms);
      const x = new Random(4, "x").normals((n + 1) * d), rows = Int32Array.from({ length: n }, (_, r) => n - r);
      for (const least of [0, 0.98]) {
        const shares = new Random(5, "shares").uniforms(n * count).map((share) => share < least ? 0 : share);
        const [one, other] = [loadNativeFloat64, () => undefined].map((load) => {
          offerNativeFloat64(load);
          const table = new Float64Array(n * count), out = x.slice();
          expansion.products(table, x, rows, 0.7);
          expansion.addShares(out, rows, shares);
          return [table, out];
        });
        offerNativeFloat64(loadNativeFloat64);
        assertEquals(one, other);
      }
    }
  },
});
