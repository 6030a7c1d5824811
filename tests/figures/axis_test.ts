import { assert, assertEquals, assertThrows } from "../assert.ts";
import * as fc from "../property.ts";
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

Deno.test("placeAxis() writes all labels of an axis with as many decimals", () => {
  assertEquals(placeAxis({ title: "K" }, [0, 2.4], "y", 180).layout.ticktext, ["0", "0.5", "1.0", "1.5", "2.0", "2.5"]);
  assertEquals(placeAxis({ title: "steps" }, [0, 40_000], "x", 260).layout.ticktext.at(-1), "40000");
});

Deno.test("placeAxis() labels few decades at 1, 2 and 5 where there is room, and writes small powers out", () => {
  assertEquals(placeAxis(log, [1, 50], "x", 230).layout.ticktext, ["1", "2", "5", "10", "20", "50"]);
  assertEquals(placeAxis(log, [0.02, 500], "y", 180).layout.ticktext, ["0.1", "1", "10", "100"]);
  // In a narrow panel over many decades there are two labels at least.
  assert(placeAxis(log, [1.2e-6, 0.8], "x", 115).layout.ticktext.length >= 2);
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

/** The number that a tick's label stands for, from what a reader sees: label, power and offset. */
function read(text: string, title: string): number {
  const plain = (label: string) => {
    const [, mantissa, power] = label.replaceAll("−", "-").match(/^(-?[\d.e+-]*?)(?:×?10<sup>(-?\d+)<\/sup>)?$/)!;
    return (mantissa === "" ? 1 : Number(mantissa)) * (power === undefined ? 1 : Number(`1e${power}`));
  };
  const [, sign, offset, power] = title.match(/^t(?: ([−+]) (.+?))?(?: \(×10<sup>(.+?)<\/sup>\))?$/)!;
  const scale = power === undefined ? 1 : Number(`1e${power.replace("−", "-")}`);
  return plain(text) * scale + (offset === undefined ? 0 : plain(offset) * (sign === "−" ? 1 : -1));
}

Deno.test("placeAxis() keeps what distinguishes values with a large common part, in ticks that say where they are", () => {
  const cases: [number[], string][] = [
    [[1e8, 1e8 + 99], "t − 10<sup>8</sup>"],
    [[1.7e9, 1.7e9 + 60], "t − 1.7×10<sup>9</sup>"],
    [[1, 1 + 1e-7], "t − 1 (×10<sup>−7</sup>)"],
    [[1234567.3, 1234569.2], "t − 1234568"],
    [[-1e8 - 99, -1e8], "t + 10<sup>8</sup>"],
  ];
  for (const [values, title] of cases) {
    for (const side of ["x", "y"] as const) {
      const { layout, ends, drawn } = placeAxis({ title: "t" }, values, side, 180);
      assertEquals(layout.title.text, title);
      assert(ends[0] < values[0] && ends[1] > values[1] && drawn(values[0]) !== drawn(values[1]));
      assert(layout.ticktext.length >= 3, String(layout.ticktext));
      layout.tickvals.forEach((at, i) => {
        const error = Math.abs(read(layout.ticktext[i], layout.title.text) - at);
        assert(error <= 1e-4 * (ends[1] - ends[0]), `${layout.ticktext[i]} at ${at}`);
      });
    }
  }
});

Deno.test("placeAxis() labels ticks with what they are, whatever the offset and the span", () => {
  const offset = fc.tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -12, max: 15 }), fc.boolean());
  const share = fc.integer({ min: -12, max: 1 });
  fc.assert(
    fc.property(offset, share, fc.boolean(), ([mantissa, power, negative], least, isLog) => {
      // A logarithm has fewer digits left for what its number's first ones share.
      const lg = isLog ? Math.max(-9, least) : least;
      const low = (negative && !isLog ? -1 : 1) * mantissa * 10 ** power, high = low + Math.abs(low) * 10 ** lg;
      const { layout, ends, place, drawn } = placeAxis(
        { title: "t", scale: isLog ? "log" : "linear" },
        [low, high],
        "y",
        180,
      );
      const span = Math.abs(high - low), steps = 500;
      // A straight curve stays one: no two of its points fall together.
      const points = Array.from({ length: steps + 1 }, (_, i) => drawn(low + i / steps * (high - low)));
      assert(
        points.every((value, i) =>
          Math.abs(value - (low + i / steps * (high - low))) <= span / 1e4 + 4e-16 * Math.abs(low)
        ),
      );
      assert(ends[0] < ends[1] && !/NaN|Infinity|undefined/.test(JSON.stringify(layout)), JSON.stringify(layout));
      assert(new Set(layout.ticktext).size === layout.ticktext.length, String(layout.ticktext));
      layout.tickvals.forEach((at, i) => {
        const error = Math.abs(place(read(layout.ticktext[i], layout.title.text)) - place(at));
        assert(error <= 0.005 * (ends[1] - ends[0]), `${layout.ticktext[i]} of ${layout.title.text} at ${at}`);
      });
    }),
    { numRuns: 2000 },
  );
});

Deno.test("placeAxis() draws values that differ by rounding alone as equal", () => {
  const { ends, drawn } = placeAxis({ title: "t" }, [0.3, 0.1 + 0.2], "y", 180);
  assert(ends[0] < 0.28 && ends[1] > 0.32);
  assertEquals(drawn(0.3), drawn(0.1 + 0.2));
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
  assertThrows(() => placeAxis({ title: "t" }, [-1e308, 1e308], "x", 100), RangeError, "must span between");
  assertThrows(() => placeAxis({ title: "t" }, [0, 5e-324], "x", 100), RangeError, "must span between");
});
