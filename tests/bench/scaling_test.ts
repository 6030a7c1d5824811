import { join } from "node:path";
import { checkout } from "../../lib/io/checkout.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "../assert.ts";
import { tempDir } from "../io/temp_dir.ts";
import { measureSizes, plannedSizes, type ScalingOptions } from "./scaling_plan.ts";
import {
  axes,
  latestRows,
  readScaling,
  saveScaling,
  scalingFigure,
  scalingPanels,
  type ScalingRow,
  scalingTable,
  tableIn,
  withTable,
} from "./scaling_rows.ts";
import type { Measured, Problem, Side } from "./training_run.ts";
import type { Turns } from "./training_turns.ts";

const here = { date: "2026-01-02", machine: 'Some "fast" processor, of 2', cores: 2 };
const sides: Side[] = [{ backend: "native", workers: 1 }, { backend: "wasm", workers: 1 }, {
  backend: "wasm",
  workers: 2,
}];

/** What sides would take that need `pace` milliseconds for each picture of 16 × 16, and PyTorch twice native's. */
function standIn({ batch, network, blocks, cores }: Problem, asked: readonly Side[], turns: number): Promise<Turns> {
  const pictures = batch * network.shape[0] ** 2 / 256;
  const measured = (pace: number): Measured[] =>
    Array.from({ length: turns }, (_, turn) => {
      const step = Array.from({ length: blocks }, (_, block) => pace * pictures * (1 + 0.1 * turn + 0.01 * block));
      return { step, forward: step.map((time) => time / 3), losses: [1], megabytes: 1, loaded: 1, peak: 1 };
    });
  const paceOf = ({ backend, workers }: Side) => (backend === "native" ? 1 : 4 / workers) * (cores === 1 ? 2 : 1);
  const peer = measured(2).map((each) => ({ ...each, gigaflop: pictures, forwardGigaflop: pictures / 3 }));
  return Promise.resolve({ own: new Map(asked.map((side) => [side, measured(paceOf(side))])), peer });
}

async function measured(
  options: Partial<ScalingOptions> = {},
): Promise<[rows: ScalingRow[], said: string[], failed: number]> {
  const rows: ScalingRow[] = [], said: string[] = [];
  const failed = await measureSizes(plannedSizes(2), {
    ...{ here, sides, turns: 2, limit: 1e9, measure: standIn, say: (line) => void said.push(line) },
    take: (more) => Promise.resolve(void rows.push(...more)),
    ...options,
  });
  return [rows, said, failed];
}

Deno.test("every size is measured once and stands on each axis that it is a point of", async () => {
  const sizes = plannedSizes(2), keys = sizes.map(({ places: _, ...each }) => JSON.stringify(each));
  assertEquals(new Set(keys).size, keys.length);
  const usual = sizes.find(({ places }) => places.length > 2)!;
  assertEquals(usual.places, [["batch", 64], ["width", 32], ["cores", 2]]);
  const [rows, said, failed] = await measured();
  assertEquals(failed, 0);
  for (const axis of axes) {
    const own = rows.filter((row) => row.axis === axis && row.part === "step" && row.side === "native");
    assertEquals(
      own.map(({ size }) => size),
      sizes.flatMap(({ places }) => places).filter(([name]) => name === axis).map(([, size]) => size),
    );
  }
  assert(said.some((line) => line.includes("native") && line.includes("0.50 x [0.50, 0.50]")), said.join("\n"));
});

Deno.test("with fewer cores, npm alone has as many workers", async () => {
  const [rows] = await measured(), one = rows.filter(({ used, part }) => used === 1 && part === "step");
  assertEquals(one.map(({ side }) => side), ["PyTorch", "native", "wasm"]);
  const panel = scalingPanels(rows).find(({ x }) => x.title === "cores")!;
  const alone = panel.series.find(({ label }) => label === "npm alone")!;
  assertEquals(Array.from(alone.x), [1, 2]);
  assertEquals(Math.round(alone.y[0] / alone.y[1]), 4);
});

Deno.test("what would take too long is left out, and said so", async () => {
  // The smallest sizes are measured, and tell how long larger ones would take.
  const [rows, said] = await measured({ limit: 10 });
  const largest = rows.filter(({ axis, size, part }) => axis === "batch" && size === 256 && part === "step");
  assertEquals(largest.map(({ side }) => side), ["PyTorch", "native", "wasm x 2"]);
  assert(said.some((line) => /^batch 256.*: wasm is left out, a turn would take \d+ s$/.test(line)), said.join("\n"));
  assert(scalingTable(rows).split("\n").every((line) => line.split("|").length === 10));
});

Deno.test("a run that ends early, or of which a size fails, has kept what it measured", async () => {
  let count = 0;
  const [rows, said, failed] = await measured({
    measure: (...all) => ++count === 2 ? Promise.reject(new Error("no memory")) : standIn(...all),
  });
  assertEquals(failed, 1);
  assert(said.some((line) => line.startsWith("batch 16") && line.endsWith("failed: no memory")));
  assert(!rows.some(({ axis, size }) => axis === "batch" && size === 16) && rows.some(({ size }) => size === 256));
  assertEquals(scalingPanels(rows.slice(0, 8)).map(({ series }) => series.length), [4, 4]);
  assertThrows(() => scalingFigure([]), RangeError, "no row");
});

Deno.test("rows come back from their file as they were written, and a damaged file is told", async () => {
  await using dir = await tempDir();
  const file = dir.file("scaling.csv"), rows = (await measured())[0].slice(0, 20);
  assertEquals(await readScaling(file), []);
  for (const row of rows) await saveScaling(row, file);
  const plain = rows.map((row) => ({ ...row, machine: row.machine.replaceAll('"', "'") }));
  assertEquals(await readScaling(file), plain);
  const text = await Deno.readTextFile(file);
  await Deno.writeTextFile(file, text.slice(0, -20));
  await assertRejects(() => readScaling(file), SyntaxError, "is no row");
  await Deno.writeTextFile(file, text.replace('"2"', '"two"'));
  await assertRejects(() => readScaling(file), SyntaxError, "is no cores");
  await Deno.writeTextFile(file, "date,work\n");
  await assertRejects(() => saveScaling(rows[0], file), Error, "its columns are");
});

Deno.test("of all rows, those of the latest day on its machine are shown, each once", async () => {
  const [rows] = await measured(), later = rows.map((row) => ({ ...row, milliseconds: 2 * row.milliseconds }));
  const older = rows.map((row) => ({ ...row, date: "2025-12-31" }));
  const other = rows.map((row) => ({ ...row, machine: "another" }));
  assertEquals(latestRows([...older, ...other, ...rows, ...later]), later);
  assertEquals(latestRows([]), []);
});

Deno.test("the figure has what the rows say", async () => {
  const [rows] = await measured(), figure = scalingFigure(rows), panels = scalingPanels(rows);
  assertEquals(panels.map(({ title }) => title).join(""), "(a)(b)(c)(d)(e)(f)(g)(h)");
  const width = rows.filter((row) => row.axis === "width" && row.part === "step" && row.side === "native")
    .sort((a, b) => a.size - b.size);
  const drawn = (figure.numbers.panels as { series: { label: string; x: number[]; y: number[] }[] }[])[1].series
    .find(({ label }) => label === "native")!;
  assertEquals(drawn.x, width.map(({ parameters }) => parameters));
  assertEquals(drawn.y, width.map(({ milliseconds }) => milliseconds));
  assert(figure.caption.includes("4, 16, 64 and 256 pictures") && figure.caption.includes(here.date), figure.caption);
});

Deno.test("the table has its place, and its padding does not count", async () => {
  const [rows] = await measured(), table = scalingTable(rows);
  const text = "before\n<!-- deno task bench scaling --draw -->\nold\n<!-- end of the table -->\nafter\n";
  const filled = withTable(text, table);
  assertEquals(tableIn(filled.replaceAll(" | ", "   | ").replaceAll("---", "-----")), table);
  assertEquals(withTable(filled, "new"), withTable(text, "new"));
  assertEquals([withTable("none", table), tableIn("none")], ["none", undefined]);
});

Deno.test("the README's table of times is that of the rows that were saved last", async () => {
  const written = tableIn(await Deno.readTextFile(join(checkout, "README.md")));
  if (written !== undefined) assertEquals(written, scalingTable(latestRows(await readScaling())));
});
