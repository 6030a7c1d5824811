import { assert, assertEquals, assertThrows } from "../assert.ts";
import {
  dashes,
  fontFamily,
  palette,
  paperPixels,
  symbols,
  textSize,
  theme,
  withOpacity,
} from "../../lib/figures/theme.ts";

Deno.test("theme has the widths of a paper's columns", () => {
  // 397 pt is the width of the text in ICLR's style, 252 pt that of a column.
  assertEquals([paperPixels("text"), paperPixels("column"), paperPixels(72 * 2)], [529, 336, 192]);
  assertThrows(() => paperPixels("page" as "text"), RangeError, 'no width "page", there is column, text');
  assertThrows(() => paperPixels(5), RangeError, "width");
});

Deno.test("theme writes 8 points, and tells series apart without colour", () => {
  assertEquals([textSize.title * 72 / 96, textSize.legend * 72 / 96], [8, 8]);
  const looks = palette.map((_, i) => `${dashes[i]} ${symbols[i]}`);
  assertEquals([new Set(looks).size, new Set(symbols).size], [palette.length, palette.length]);
});

Deno.test("theme draws in the font that the exporter brings along", () => {
  assert(fontFamily.startsWith('"Open Sans"') && fontFamily.endsWith("sans-serif"));
  assert(JSON.stringify(theme).includes("Open Sans"));
});

/** How a dichromat sees a colour: Viénot, Brettel & Mollon (1999), in linear RGB. */
const dichromats: Record<string, number[][]> = {
  protan: [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
  deutan: [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
};

Deno.test("palette keeps its colours apart for dichromats", () => {
  const linear = (hex: string) => [1, 3, 5].map((at) => (parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2);
  for (const matrix of Object.values(dichromats)) {
    const seen = palette.map((colour) => {
      const rgb = linear(colour);
      return matrix.map((row) => Math.max(0, row.reduce((sum, m, i) => sum + m * rgb[i], 0)) ** (1 / 2.2));
    });
    for (let i = 0; i < seen.length; i++) {
      for (let j = 0; j < i; j++) {
        const distance = Math.hypot(...seen[i].map((value, k) => value - seen[j][k]));
        assert(distance > 0.1, `${palette[i]} and ${palette[j]} are ${distance} apart`);
      }
    }
  }
});

Deno.test("withOpacity() keeps the colour", () => assertEquals(withOpacity("#0072B2", 0.2), "rgba(0,114,178,0.2)"));
