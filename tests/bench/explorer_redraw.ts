/**
 * From the move of a slider to the painted draft, for every kind of data, schedule, prediction and coordinate, in this
 * machine's browser: `deno run -A tests/bench/explorer_redraw.ts [MOVES]`; 24 moves of each choice unless told. Prints the
 * opening of the page, and of the moves the least, the median, the ninth tenth and the longest. Times of what people wait
 * for, beside no peer: on a machine that does something else as well they say little.
 * @module
 */
import { closeSharedBrowser, sharedBrowser } from "../../lib/figures/browser.ts";
import { checkout } from "../../lib/io/checkout.ts";
import { quantile } from "../../lib/numerics/stats.ts";
import { COORDINATES, DATA_KINDS, QUANTITIES, SCHEDULES } from "../../lib/site/explorer/mod.ts";
import { makeSite, serveSite, writeSite } from "../../lib/site/mod.ts";
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

async function main(moves: number): Promise<void> {
  const folder = await Deno.makeTempDir();
  await writeSite(await makeSite({ root: checkout, topics: ["conditioning"] }), `${folder}/site`);
  const server = serveSite(`${folder}/site`), { browser } = await sharedBrowser(), page = await browser.newPage();
  const all: number[] = [];
  try {
    for (const choice of CHOICES) {
      const [first, ...times] = await redrawTimes(page, `${server.url}explorer.html#${choice}`, moves);
      const shown = [Math.min(...times), quantile(times, 0.5), quantile(times, 0.9), Math.max(...times)];
      const text = shown.map((time) => time.toFixed(0).padStart(4)).join(" ");
      console.log(
        `${text} ms, opened in ${first.toFixed(0).padStart(4)} ms: ${decodeURIComponent(choice).slice(0, 70)}`,
      );
      all.push(...times);
    }
    console.log(
      `${all.length} moves: median ${quantile(all, 0.5).toFixed(0)} ms, 99 % within ${
        quantile(all, 0.99).toFixed(0)
      } ms, ` +
        `longest ${Math.max(...all).toFixed(0)} ms`,
    );
  } finally {
    await page.close();
    await server.stop();
    await closeSharedBrowser();
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main(Number(Deno.args[0] ?? 24));
