import { POINT_SETS, pointSet } from "../../lib/datasets/point_sets.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";

const COUNT = 40_000;

Deno.test("pointSet() draws sets of mean 0 and a variance of 1 a coordinate on average", () => {
  for (const name of POINT_SETS) {
    const { points, dimension } = pointSet(name, COUNT, 3);
    assertEquals([dimension, points.length], [2, 2 * COUNT]);
    const mean = [0, 1].map((c) => points.reduce((sum, x, i) => i % 2 === c ? sum + x : sum, 0) / COUNT);
    const square = points.reduce((sum, x) => sum + x * x, 0) / COUNT;
    // Five standard errors: no coordinate's variance is over 2, no squared length's over 4.
    for (const value of mean) assertAlmostEquals(value, 0, 5 * Math.sqrt(2 / COUNT), name);
    assertAlmostEquals(square, 2, 5 * Math.sqrt(4 / COUNT), name);
  }
});

Deno.test("pointSet() begins a larger set with the smaller one, and draws others for another seed", () => {
  for (const name of POINT_SETS) {
    const small = pointSet(name, 7, 5), large = pointSet(name, 100, 5);
    assertEquals(large.points.subarray(0, 14), small.points);
    assertEquals(large.labels?.subarray(0, 7), small.labels);
    assert(pointSet(name, 1, 6).points[0] !== small.points[0]);
  }
});

Deno.test("pointSet() puts every point where its set has points", () => {
  const each = (name: string) => {
    const { points, labels } = pointSet(name, 2000, 1);
    return Array.from({ length: 2000 }, (_, i) => ({ x: points[2 * i], y: points[2 * i + 1], part: labels?.[i] }));
  };
  // The scale is undone by what it must be: 1/√(4/3) on the board, 1/√(7.52 / 2) on the rings.
  for (const { x, y } of each("checkerboard")) {
    const [column, row] = [x, y].map((value) => Math.floor(value * Math.sqrt(4 / 3) + 2));
    assert(column >= 0 && column < 4 && row >= 0 && row < 4 && (column + row) % 2 === 0, `${column}, ${row}`);
  }
  for (const { x, y, part } of each("rings")) {
    assertAlmostEquals(Math.hypot(x, y) * Math.sqrt(7.52 / 2), part! + 1, 0.5);
  }
  // The moons do not cross: each lies on its own half circle.
  const moon = Math.sqrt((1.625 - 1 / Math.PI + 2 * 0.0064 - 0.3125) / 2);
  for (const { x, y, part } of each("moons")) {
    const [px, py] = [x * moon + 0.5 - part!, y * moon + 0.25 - 0.5 * part!];
    assertAlmostEquals(Math.hypot(px, py), 1, 0.45);
    assert(part === 0 ? py > -0.4 : py < 0.4);
  }
  // On the roll the radius is the angle, up to whole turns.
  const roll = Math.sqrt((9.75 * Math.PI ** 2 + 0.18 - 4 - (2 / (3 * Math.PI)) ** 2) / 2);
  for (const { x, y } of each("swiss-roll")) {
    const [px, py] = [x * roll + 2, y * roll + 2 / (3 * Math.PI)];
    const off = (Math.hypot(px, py) - Math.atan2(py, px)) / (2 * Math.PI);
    assertAlmostEquals(off, Math.round(off), 0.3);
  }
});

Deno.test("pointSet() gives every part its share", () => {
  for (const [name, parts] of [["moons", 2], ["rings", 4]] as const) {
    const { labels } = pointSet(name, COUNT, 2);
    for (let part = 0; part < parts; part++) {
      assertAlmostEquals(labels!.filter((label) => label === part).length / COUNT, 1 / parts, 0.015);
    }
  }
});

Deno.test("pointSet() names what there is", () => {
  assertThrows(() => pointSet("moon", 10), RangeError, 'did you mean "moons"?');
  assertThrows(() => pointSet("moons", 0), RangeError, "count");
});
