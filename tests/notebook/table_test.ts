import { assert, assertEquals, assertThrows } from "../assert.ts";
import { formatCell, formatTable, showTable, showTex } from "../../lib/notebook/table.ts";

Deno.test("formatCell() gives an interval two significant digits", () => {
  assertEquals(formatCell({ value: 1.5234, low: 1.478, high: 1.5677 }), "1.523 [1.478, 1.568]");
  assertEquals(formatCell({ value: 12.345, low: 10.1, high: 14.9 }), "12.3 [10.1, 14.9]");
  assertEquals(formatCell({ value: -0.5, low: -0.51, high: -0.49 }), "−0.500 [−0.510, −0.490]");
  assertEquals(formatCell({ value: 2e-8, low: 1e-8, high: 3e-8 }), "2e−8 [1e−8, 3e−8]");
  assertEquals(formatCell({ value: 1, low: 1, high: 1 }), "1 [1, 1]");
});

Deno.test("formatCell() writes numbers briefly", () => {
  const cells = [1 / 3, 1000, 1234567, 1e-9, NaN, -2, true, null, "text"] as const;
  assertEquals(cells.map((cell) => formatCell(cell)), [
    "0.3333",
    "1000",
    "1234567",
    "1e−9",
    "NaN",
    "−2",
    "true",
    "",
    "text",
  ]);
});

Deno.test("formatCell() writes as many decimals as are asked for", () => {
  const style = { decimals: 3 };
  assertEquals(formatCell({ value: -1e-9, low: -0.00049, high: 0.5 }, style), "0.000 [0.000, 0.500]");
  assertEquals([formatCell(-0.99999999, style), formatCell(2, style), formatCell(Infinity, style)], [
    "−1.000",
    "2",
    "∞",
  ]);
});

Deno.test("formatTable() escapes what would be markup", () => {
  const { html, markdown } = formatTable([["<b>&", 1]], ["a|b", "n"], "<script>");
  assert(html.includes("&lt;b&gt;&amp;") && html.includes("&lt;script&gt;") && !html.includes("<script>"));
  assert(markdown.includes("a\\|b") && markdown.includes("\\<script\\>"));
});

Deno.test("formatTable() sets numbers flush right", () => {
  const { text, markdown } = formatTable([["DDPM", 10], ["E-TSDM", 9.5]], ["method", "FID"], "Distances");
  assertEquals(text.split("\n"), ["Distances", "method  FID", "──────  ───", "DDPM     10", "E-TSDM  9.5"]);
  assertEquals(markdown.split("\n")[3], "| :--- | ---: |");
  assertThrows(() => formatTable([[1]], ["a", "b"]), TypeError, "row 0 must have 2 cells, got 1");
});

Deno.test("showTable() and showTex() write to the console outside a notebook", async () => {
  const log = console.log;
  const said: string[] = [];
  console.log = (text: string) => void said.push(text);
  try {
    assertEquals(await showTable([[1]], ["a"]), undefined);
    assertEquals(await showTex("x^2"), undefined);
  } finally {
    console.log = log;
  }
  assertEquals(said, ["a\n─\n1", "x^2"]);
});
