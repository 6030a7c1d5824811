/**
 * From the move of a slider to the painted draft, for every kind of data, schedule, prediction and coordinate, in this
 * machine's browser: `deno run -A tests/bench/explorer_redraw.ts [MOVES] [WORD]`; 24 moves of each choice, or of those that hold a word. Prints the
 * least, the median and the longest of the moves, the opening of the page, and on Linux the processor time of a move, of
 * all of the browser's processes together: on a machine that does something else as well only that and the least say much.
 * What people wait for has no peer here.
 * @module
 */
import { closeSharedBrowser, sharedBrowser } from "../../lib/figures/browser/browser.ts";
import { checkout } from "../../lib/io/checkout.ts";
import { quantile } from "../../lib/numerics/stats.ts";
import { COORDINATES, DATA_KINDS, QUANTITIES, SCHEDULES } from "../../lib/site/explorer/mod.ts";
import { makeSite, serveSite, writeSite } from "../../lib/site/mod.ts";
import { processorTime } from "../site/processor_time.ts";
import { redrawTimes } from "../site/redraw.ts";

/** As many points as the explorer takes. */
const MANY = Array.from({ length: 64 }, (_, i) => `${Math.cos(i).toFixed(2)},${Math.sin(1.7 * i).toFixed(2)}`).join(
  ";",
);
const FORMULAS = ["cos(pi * t / 2)", "exp(-3 t^2)", "exp(-10 t^1.5)", "sqrt(1 - t)"];

const CHOICES = [
  ...DATA_KINDS.map((data) => `data=${data}`),
  ...["mixture", "points"].map((data) => `data=${data}&intervals=20&points=${MANY}`),
  ...Object.keys(SCHEDULES).map((word) => `schedule=${word}`),
  ...FORMULAS.map((formula) => `schedule=formula&formula=${encodeURIComponent(formula)}`),
  ...QUANTITIES.map((quantity) => `quantity=${quantity}`),
  ...COORDINATES.map((coordinate) => `coordinate=${coordinate}`),
  `data=points&quantity=v&coordinate=logSnr&intervals=20&points=${MANY}&schedule=formula&formula=cos(pi*t/2)`,
];

async function main(moves: number, word: string): Promise<void> {
  const folder = await Deno.makeTempDir();
  await writeSite(await makeSite({ root: checkout, topics: ["conditioning"] }), `${folder}/site`);
  const server = serveSite(`${folder}/site`), { browser } = await sharedBrowser(), page = await browser.newPage();
  // What is exact may take long where the machine does something else.
  page.setDefaultTimeout(180_000);
  const all: number[] = [], least: number[] = [], work: number[] = [];
  const row = (...cells: (string | number)[]) =>
    console.log(cells.map((cell) => typeof cell === "string" ? cell : cell.toFixed(0).padStart(7)).join(" "));
  try {
    row("  least  median longest   opened computed  (ms)");
    for (const choice of CHOICES.filter((choice) => choice.includes(word))) {
      let began = NaN;
      const [opened, ...times] = await redrawTimes(page, `${server.url}explorer.html#${choice}`, moves, async () => {
        began = await processorTime();
      });
      work.push((await processorTime() - began) / moves);
      all.push(...times);
      least.push(Math.min(...times));
      row(
        least.at(-1)!,
        quantile(times, 0.5),
        Math.max(...times),
        opened,
        work.at(-1)!,
        decodeURIComponent(choice).slice(0, 60),
      );
    }
    row(
      Math.max(...least),
      quantile(all, 0.5),
      Math.max(...all),
      "        ",
      Math.max(...work),
      "of all: the largest least, the median",
    );
  } finally {
    await page.close();
    await server.stop();
    await closeSharedBrowser();
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main(Number(Deno.args[0] ?? 24), Deno.args[1] ?? "");
