/**
 * How the time of training and prediction grows with batch, width, resolution and cores, beside PyTorch eager, in one run:
 * `deno task bench scaling [--save] [--turns 3] [--limit 120] [--only AXIS] [BACKEND…]`. Needs `deno task peers`.
 *
 * Every size is printed as soon as it has been measured, so that a run which ends early has said what it has, and with
 * `--save` its rows are appended to scaling.csv. Sides of which a turn would take longer than `--limit` seconds are left
 * out, and said so.
 *
 * `deno task bench scaling --draw` measures nothing: it draws figures/bench_training from the saved rows of the latest day,
 * prints their table, and puts it in its place in the README. `--file` names another file of rows, `--to` another folder for
 * the figure, and then the README is left as it is.
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closeSharedBrowser } from "../../lib/figures/browser/browser.ts";
import { exportFigure } from "../../lib/figures/files/export.ts";
import { checkout } from "../../lib/io/checkout.ts";
import { checkKnown, checkPositive } from "../../lib/numerics/check.ts";
import { here } from "./history.ts";
import { measureSizes, plannedSizes } from "./scaling_plan.ts";
import {
  axes,
  latestRows,
  readScaling,
  saveScaling,
  scalingFigure,
  scalingFile,
  scalingTable,
  tableIn,
  withTable,
} from "./scaling_rows.ts";
import { sidesNamed } from "./sides.ts";
import { takeTurns } from "./training_turns.ts";

async function draw(file: string, to: string | undefined): Promise<void> {
  const rows = latestRows(await readScaling(file));
  const { folder, name } = await exportFigure(scalingFigure(rows), to ?? join(checkout, "figures"));
  await closeSharedBrowser();
  const table = scalingTable(rows), readme = join(checkout, "README.md"), text = await Deno.readTextFile(readme);
  console.log(table);
  console.log(`Drew ${join(folder, name)}.svg, .pdf, .png, .tex and .json`);
  if (to !== undefined || tableIn(text) === undefined) return;
  await Deno.writeTextFile(readme, withTable(text, table));
  console.log("Wrote the table into README.md; `deno fmt README.md` pads it");
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      save: { type: "boolean", default: false },
      draw: { type: "boolean", default: false },
      turns: { type: "string", default: "3" },
      limit: { type: "string", default: "120" },
      only: { type: "string" },
      file: { type: "string", default: scalingFile },
      to: { type: "string" },
    },
  });
  if (values.draw) {
    await draw(values.file, values.to);
    return 0;
  }
  const [turns, limit] = [Number(values.turns), Number(values.limit)];
  checkPositive("measure how times grow", "--turns", turns);
  checkPositive("measure how times grow", "--limit", limit);
  if (values.only !== undefined) checkKnown("measure how times grow", "axis", values.only, [...axes]);
  const where = await here(), sides = await sidesNamed(positionals);
  const sizes = plannedSizes(where.cores).filter(({ places }) =>
    values.only === undefined || places.some(([axis]) => axis === values.only)
  );
  console.log(`${where.machine}, ${where.cores} cores, ${where.date}: ${sizes.length} sizes, ${turns} turns each`);
  const failed = await measureSizes(sizes, {
    ...{ here: where, sides, turns, limit, measure: takeTurns, say: console.log },
    take: async (rows) => {
      if (values.save) { for (const row of rows) await saveScaling(row, values.file); }
    },
  });
  return failed === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
