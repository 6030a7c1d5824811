import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { exportFigure, figuresFolder } from "../../../lib/figures/files/export.ts";
import { lines } from "../../../lib/figures/lines.ts";
import { join } from "node:path";
import { checkout } from "../../../lib/io/checkout.ts";
import { testWithBrowser } from "../with_browser.ts";
import { withEnv } from "../../with_env.ts";

function figure(y: number[], caption = "A curve.") {
  const panel = { x: { title: "x" }, y: { title: "y" }, series: [{ label: "", x: [0, 1], y }] };
  return lines({ name: "curve", caption, dataSet: "mnist", seeds: [0], n: 4, backend: "wasm" }, [panel]);
}

testWithBrowser("exportFigure() writes five files, and none again while the figure is the same", async () => {
  const folder = await Deno.makeTempDir();
  const first = await exportFigure(figure([1, 2]), folder);
  assertEquals(first.written, true);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  assertEquals(names, ["json", "pdf", "png", "svg", "tex"].map((ending) => `curve_mnist.${ending}`));
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

testWithBrowser(
  "exportFigure() writes what is tried beside a committed figure, and only a run of the notebook anew",
  async () => {
    const committed = "00_time_derivative", path = (name: string) => join(checkout, "figures", `${name}.json`);
    const before = await Deno.readFile(path(committed));
    const tried = { ...figure([1, 3]), name: committed };
    try {
      await withEnv({ NEARZERO_FIGURES: "", NEARZERO_NOTEBOOK: "00", NEARZERO_EXPLORING: "1" }, async () => {
        const { name, written } = await exportFigure(tried);
        assertEquals([name, written], [`${committed}_tried`, true]);
        assertEquals((await exportFigure(tried)).written, false);
      });
      assertEquals(await Deno.readFile(path(committed)), before);
      assertEquals(JSON.parse(await Deno.readTextFile(path(`${committed}_tried`))).name, `${committed}_tried`);
    } finally {
      for (const ending of ["svg", "pdf", "png", "tex", "json"]) {
        await Deno.remove(join(checkout, "figures", `${committed}_tried.${ending}`)).catch(() => {});
      }
    }
  },
);

Deno.test("figuresFolder() is the checkout's, or the one it is given", () => {
  const before = Deno.env.get("NEARZERO_FIGURES");
  Deno.env.delete("NEARZERO_FIGURES");
  assert(figuresFolder().endsWith("figures") && !figuresFolder().includes("lib"));
  Deno.env.set("NEARZERO_FIGURES", "/elsewhere");
  assertEquals(figuresFolder(), "/elsewhere");
  if (before === undefined) Deno.env.delete("NEARZERO_FIGURES");
  else Deno.env.set("NEARZERO_FIGURES", before);
});
