import { assert, assertEquals, assertRejects } from "../assert.ts";
import { exportFigure, figuresFolder } from "../../lib/figures/export.ts";
import { lines } from "../../lib/figures/lines.ts";
import { testWithBrowser } from "./with_browser.ts";

function figure(y: number[], caption = "A curve.") {
  const panel = { x: { title: "x" }, y: { title: "y" }, series: [{ label: "", x: [0, 1], y }] };
  return lines({ name: "curve", caption, dataSet: "mnist", seeds: [0], n: 4, backend: "wasm" }, [panel]);
}

testWithBrowser("exportFigure() writes four files, and none again while the figure is the same", async () => {
  const folder = await Deno.makeTempDir();
  const first = await exportFigure(figure([1, 2]), folder);
  assertEquals(first.written, true);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  assertEquals(names, ["json", "pdf", "png", "svg"].map((ending) => `curve_mnist.${ending}`));
  const record = JSON.parse(await Deno.readTextFile(`${folder}/curve_mnist.json`));
  assertEquals([record.dataSet, record.seeds, record.n, record.backend], ["mnist", [0], 4, "wasm"]);

  const again = await exportFigure(figure([1, 2 + 1e-12]), folder);
  assertEquals([again.written, again.svg], [false, first.svg]);
  assertEquals((await exportFigure(figure([1, 2.5]), folder)).written, true);
  assertEquals((await exportFigure(figure([1, 2.5], "Another caption."), folder)).written, true);
  await Deno.truncate(`${folder}/curve_mnist.png`, 100);
  assertEquals((await exportFigure(figure([1, 2.5], "Another caption."), folder)).written, true);
  await Deno.remove(folder, { recursive: true });
});

testWithBrowser("exportFigure() leaves no half-written file where it cannot write", async () => {
  const folder = await Deno.makeTempDir();
  // A folder in the place of the PDF stops it for any user, root too.
  await Deno.mkdir(`${folder}/curve_mnist.pdf/x`, { recursive: true });
  await assertRejects(() => exportFigure(figure([1, 2]), folder), Error, `Cannot write ${folder}/curve_mnist.pdf: `);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  assertEquals(names, ["curve_mnist.pdf", "curve_mnist.svg"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("figuresFolder() is the checkout's, or the one it is given", () => {
  const before = Deno.env.get("NEARZERO_FIGURES");
  Deno.env.delete("NEARZERO_FIGURES");
  assert(figuresFolder().endsWith("figures") && !figuresFolder().includes("lib"));
  Deno.env.set("NEARZERO_FIGURES", "/elsewhere");
  assertEquals(figuresFolder(), "/elsewhere");
  if (before === undefined) Deno.env.delete("NEARZERO_FIGURES");
  else Deno.env.set("NEARZERO_FIGURES", before);
});
