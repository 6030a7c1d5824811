import { assert, assertEquals } from "../assert.ts";
import * as fc from "../property.ts";
import { digitsToTell, drawn, label, numberLabel, powerLabel, textWidth } from "../../lib/figures/labels.ts";

Deno.test("label() replaces the norm's bars, which the font lacks", () => {
  assert(!label("‖x‖").includes("‖"));
  assertEquals(label("‖x‖").replace(/<[^>]*>/g, ""), "||x||");
  assertEquals(label("<i>t</i>"), "<i>t</i>");
});

Deno.test("numberLabel() writes numbers as people do", () => {
  const labels = [0, 0.002, 1500, -3, 0.1 + 0.2, 1e5, 3e5, -2.5e-7].map((value) => numberLabel(value));
  assertEquals(labels, [
    "0",
    "0.002",
    "1500",
    "−3",
    "0.3",
    "10<sup>5</sup>",
    "3×10<sup>5</sup>",
    "−2.5×10<sup>−7</sup>",
  ]);
});

Deno.test("powerLabel() raises the exponent", () => assertEquals(powerLabel(-4), "10<sup>−4</sup>"));

Deno.test("textWidth() ignores tags and combining marks", () => {
  assertEquals(textWidth("<i>t̃</i>", 10), textWidth("t", 10));
  assert(textWidth("10<sup>−4</sup>", 10) < textWidth("10−4", 10));
});

Deno.test("drawn() is within half a unit of the seventh digit and stays put", () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
    const rounded = drawn(value);
    assert(Math.abs(rounded - value) <= 5.1e-7 * Math.abs(value));
    assertEquals(drawn(rounded), rounded);
  }));
});

Deno.test("digitsToTell() is seven but for numbers that are alike in many digits", () => {
  const cases = [[0, 1], [-5, 1e9], [1, 1.01], [1, 1.001], [1e8, 1e8 + 1]] as const;
  assertEquals(cases.map(([low, high]) => digitsToTell(low, high)), [7, 7, 8, 9, 14]);
  assertEquals(digitsToTell(1, 1 + 1e-15), 17);
});
