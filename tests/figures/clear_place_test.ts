import * as fc from "../property.ts";
import { clearPlace, type LabelBox } from "../../lib/figures/clear_place.ts";
import { assert, assertEquals } from "../assert.ts";

const panel = { width: 100, height: 100 };
const box = (x: number, y: number): LabelBox => ({ x: [x, x + 20], y: [y, y + 10] });

Deno.test("clearPlace() takes the first box that no curve crosses, though no place of it lies within", () => {
  const steep = [{ x: 0, y: 0 }, { x: 100, y: 100 }];
  assertEquals(clearPlace([box(40, 45), box(0, 80)], [steep], panel), 1);
  assertEquals(clearPlace([box(60, 10), box(0, 80)], [steep], panel), 0);
});

Deno.test("clearPlace() prefers a box on the panel, and of covered ones the least covered", () => {
  const flat = (y: number) => [{ x: 0, y }, { x: 100, y }];
  assertEquals(clearPlace([box(90, 50), box(10, 50)], [flat(55)], panel), 1);
  assertEquals(clearPlace([box(10, 50), box(10, 80)], [flat(52), flat(58), flat(85)], panel), 1);
});

Deno.test("clearPlace() never takes a box with a place of a curve in it where a clear one is there", () => {
  const spot = fc.record({ x: fc.integer({ min: 0, max: 100 }), y: fc.integer({ min: 0, max: 60 }) });
  fc.assert(fc.property(fc.array(spot, { minLength: 1, maxLength: 30 }), (curve) => {
    assertEquals(clearPlace([box(30, 65), box(30, 20)], [curve], panel), 0);
    const taken = clearPlace([box(30, 20), box(30, 65)], [curve], panel);
    const within = curve.some(({ x, y }) => x >= 30 && x <= 50 && y >= 20 && y <= 30);
    assert(!within || taken === 1);
  }));
});
