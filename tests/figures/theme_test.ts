import { assert, assertEquals } from "../assert.ts";
import { columnWidth, fontFamily, palette, theme, withOpacity } from "../../lib/figures/theme.ts";

Deno.test("theme has the widths of a paper's columns", () => {
  assertEquals([columnWidth[1] / 96, columnWidth[2] / 96], [3.5, 7]);
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
