import * as fc from "../property.ts";
import { assert, assertEquals } from "../assert.ts";
import {
  add,
  ANYTHING,
  divide,
  type Enclosure,
  FUNCTIONS,
  multiply,
  point,
  power,
  subtract,
} from "../../lib/numerics/enclosure.ts";

// Nothing underflows on the way from these.
const number = fc.double({ min: -50, max: 50, noNaN: true }).map((value) => Math.abs(value) < 1e-5 ? 0 : value);
const enclosure = fc.tuple(number, number).map(([a, b]): Enclosure => ({ low: Math.min(a, b), high: Math.max(a, b) }));
const share = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);
const inside = ({ low, high }: Enclosure, s: number) => Math.min(high, Math.max(low, low + s * (high - low)));
const holds = ({ low, high }: Enclosure, value: number) => value >= low && value <= high;

Deno.test("enclosures hold what arithmetic makes of their members", () => {
  const operations = [
    [add, (a: number, b: number) => a + b],
    [subtract, (a: number, b: number) => a - b],
    [
      multiply,
      (a: number, b: number) => a * b,
    ],
    // Nothing is divided by 0: what float64 answers there takes its sign from the zero's, which an interval does not tell.
    [divide, (a: number, b: number) => b === 0 ? NaN : a / b],
    [power, (a: number, b: number) => a === 0 && b < 0 ? NaN : a ** b],
  ] as const;
  fc.assert(
    fc.property(enclosure, enclosure, share, share, fc.constantFrom(...operations), (a, b, s, r, [f, g]) => {
      const value = g(inside(a, s), inside(b, r));
      // Where there is no value, nothing has to hold it.
      if (!Number.isNaN(value)) assert(holds(f(a, b), value), `${value} is not in ${JSON.stringify(f(a, b))}`);
    }),
    { numRuns: 20_000 },
  );
  fc.assert(fc.property(enclosure, share, fc.integer({ min: -5, max: 5 }), (a, s, n) => {
    const value = inside(a, s) === 0 && n < 0 ? NaN : inside(a, s) ** n;
    if (!Number.isNaN(value)) assert(holds(power(a, point(n)), value));
  }));
});

Deno.test("enclosures that divide by an end at 0 are infinite there, so that nobody takes them for bounded", () => {
  const end = { low: -0.00001, high: 0 };
  assertEquals(divide(end, end), { low: 0, high: Infinity });
  assertEquals(divide(point(1), end).low, -Infinity);
  assertEquals(divide(point(1), { low: 0, high: 2 }).high, Infinity);
  assertEquals(power(end, point(-1)).low, -Infinity);
});

Deno.test("enclosures hold what functions make of their members", () => {
  const plain = Math as unknown as Record<string, (x: number) => number>;
  const others: Record<string, (x: number) => number> = { sec: (x) => 1 / Math.cos(x), sech: (x) => 1 / Math.cosh(x) };
  for (const [name, f] of Object.entries(FUNCTIONS)) {
    fc.assert(
      fc.property(enclosure, share, (a, s) => {
        const value = (others[name] ?? plain[name])(inside(a, s));
        if (!Number.isNaN(value)) assert(holds(f(a), value), `${name}: ${value} is not in ${JSON.stringify(f(a))}`);
      }),
      { numRuns: 1000 },
    );
  }
});

Deno.test("enclosures are narrow where they can be, and whole numbers stay whole", () => {
  assertEquals(subtract(point(4), point(1)), point(3));
  assertEquals(FUNCTIONS.sin({ low: 0, high: 10 }), { low: -1, high: 1 });
  assert(FUNCTIONS.sin({ low: 0.1, high: 0.2 }).low > 0.0998);
  assertEquals(divide(point(1), { low: -1, high: 1 }), ANYTHING);
  assert(divide(point(1), { low: 0, high: 2 }).low > 0.49);
  const { low, high } = power({ low: -2, high: 1 }, point(2));
  assertEquals(low, 0);
  assert(high < 4.0001);
});
