import { assert, assertEquals, assertThrows } from "../assert.ts";
import fc from "fast-check";
import { placeAxis } from "../../lib/figures/axis.ts";

const log = { title: "t", scale: "log" } as const;

Deno.test("placeAxis() labels powers of ten with raised exponents", () => {
  const { layout } = placeAxis(log, [1e-8, 1], "x", 260);
  assertEquals(layout.tickvals, [1e-8, 1e-6, 1e-4, 1e-2, 1]);
  assertEquals(layout.ticktext[0], "10<sup>−8</sup>");
  assertEquals(placeAxis(log, [1e-8, 1], "x", 600).layout.tickvals.length, 9);
});

Deno.test("placeAxis() labels within a decade", () => {
  assertEquals(placeAxis(log, [1.1, 9], "y", 180).layout.ticktext, ["1", "2", "5"]);
  assert(placeAxis(log, [1.01, 1.05], "y", 180).layout.ticktext.length >= 3);
});

Deno.test("placeAxis() takes a power of ten into the title where labels would be long", () => {
  const { layout } = placeAxis({ title: "loss" }, [0, 3e-4], "y", 180);
  assertEquals(layout.title.text, "loss (×10<sup>−4</sup>)");
  assertEquals(layout.ticktext[0], "0");
});

Deno.test("placeAxis() labels distinct ticks within the range, and not too many", () => {
  const value = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
  fc.assert(fc.property(value, value, fc.boolean(), fc.integer({ min: 60, max: 700 }), (a, b, isLog, length) => {
    fc.pre(Math.abs(a - b) > 1e-3 * a);
    const { layout, ends, place } = placeAxis({ title: "t", scale: isLog ? "log" : "linear" }, [a, b], "x", length);
    const at = layout.tickvals.map(place);
    const slack = 1e-6 * (ends[1] - ends[0] + Math.abs(ends[1]));
    assert(at.every((tick) => tick >= ends[0] - slack && tick <= ends[1] + slack));
    assert(new Set(layout.ticktext).size === layout.ticktext.length, String(layout.ticktext));
    assert(layout.ticktext.length <= Math.max(9, length / 20));
  }));
});

Deno.test("placeAxis() refuses what it cannot show", () => {
  assertThrows(
    () => placeAxis(log, [0, 1], "x", 100),
    RangeError,
    'Cannot draw along "t": a value must be finite and greater',
  );
  assertThrows(() => placeAxis({ title: "t" }, [NaN], "x", 100), RangeError, "got NaN");
  assertThrows(() => placeAxis({ title: "t" }, [], "x", 100), RangeError, "there is no value");
  assertThrows(() => placeAxis({ title: "t", range: [1, 1] }, [1], "x", 100), RangeError, "its range is empty");
});
