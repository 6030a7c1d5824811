import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { draw } from "../../../lib/figures/files/draw.ts";
import { lines } from "../../../lib/figures/lines.ts";
import { testWithBrowser } from "../with_browser.ts";

const figure = lines({ name: "drawn", caption: "A curve." }, [{
  title: "<b>(a)</b>",
  x: { title: "<i>t</i>", scale: "log" },
  y: { title: "‖<i>ε</i>‖" },
  series: [{ label: "a", x: [1e-8, 1], y: [0, 1], band: { low: [0, 0], high: [1, 2] } }, {
    label: "b",
    x: [1],
    y: [1],
  }],
}]);

testWithBrowser("draw() gives the same bytes for the same figure", async () => {
  const [first, , second] = await Promise.all([draw(figure), draw({ ...figure, name: "other" }), draw(figure)]);
  assertEquals(first.svg, second.svg);
  assertEquals(first.pdf, second.pdf);
  assertEquals(first.png, second.png);
});

testWithBrowser("draw() gives a vector page of the figure's size and a picture at twice its pixels", async () => {
  const { svg, pdf, png } = await draw(figure);
  assert(svg.includes(`viewBox="0 0 ${figure.width} ${figure.height}"`));
  assert(/font-size:70%">−8</.test(svg), "exponents are raised");
  const text = new TextDecoder("latin1").decode(pdf);
  const [, width, height] = text.match(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/)!.map(Number);
  assert(Math.abs(width - figure.width * 0.75) < 1 && Math.abs(height - figure.height * 0.75) < 1);
  assertEquals(text.match(/\/Type \/Page\b(?!s)/g)?.length, 1);
  assert(/OpenSans/.test(text) && !/\/Subtype \/(Image|Type3)/.test(text), "text is text, in the figure's font");
  const view = new DataView(png.buffer, png.byteOffset);
  assertEquals([view.getUint32(16), view.getUint32(20)], [figure.width * 2, figure.height * 2]);
});

testWithBrowser("draw() sets a figure in serifs where it says so, letters and signs of mathematics alike", async () => {
  const panel = { x: { title: "<i>t</i>" }, y: { title: "∂<i>ε</i>" }, series: [{ label: "", x: [0, 1], y: [0, -1] }] };
  const { svg, pdf } = await draw(lines({ name: "serif", caption: "A curve.", font: "serif" }, [panel]));
  const text = new TextDecoder("latin1").decode(pdf);
  assert(/KaTeX_Main-Regular/.test(text) && /KaTeX_Math-Italic/.test(text), "letters, and Greek ones");
  assert(!/OpenSans/.test(text) && !/\/Subtype \/Type3/.test(text), "no other font, and text is text");
  assert(svg.includes("KaTeX_Main"));
  // What is drawn next is as before.
  assert(/OpenSans/.test(new TextDecoder("latin1").decode((await draw(figure)).pdf)));
});

testWithBrowser("draw() keeps the clip paths of two figures on one page apart", async () => {
  const ids = (svg: string) => new Set([...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  const [a, b] = [ids((await draw(figure)).svg), ids((await draw({ ...figure, name: "other" })).svg)];
  assert(a.size > 0 && a.isDisjointFrom(b));
});

testWithBrowser("draw() says which figure could not be drawn", async () => {
  const broken = { ...figure, layout: { ...figure.layout, width: -1 }, width: -1 };
  await assertRejects(() => draw(broken), Error, "Cannot draw drawn: ");
});
