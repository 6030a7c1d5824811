/**
 * The advice on t_eps in random cases beside the best of a grid of choices: `deno run -A tests/bench/advice_cases.ts
 * [development | held-out SET] [COUNT] [--write]`.
 *
 * Prints a row for each of 100 cases, failures included, and how many are within 10 % of the best; `--write` keeps the
 * rows of a held-out set in tests/advice/held_out.json, beside those of other sets.
 * @module
 */
import { join } from "node:path";
import { checkout } from "../../lib/io/checkout.ts";
import { developmentCase, judgeCase } from "../advice/cases.ts";
import { heldOutCase } from "../advice/held_out.ts";

const [kind = "development", ...rest] = Deno.args.filter((word) => word !== "--write");
const held = kind === "held-out", [set, count = 100] = held ? rest.map(Number) : [0, ...rest.map(Number)];
const rows: { number: number; name: string; advised: string; best: string; ratio: number }[] = [];
for (let number = 0; number < count; number++) {
  const found = await judgeCase(held ? heldOutCase(set, number) : developmentCase(number));
  rows.push({ number, ...found });
  console.log(
    `${String(number).padStart(3)} ${found.ratio <= 1.1 ? "  " : "✗ "} ${
      found.ratio.toFixed(3)
    }  ${found.name}: advised ${found.advised}, best ${found.best}`,
  );
}
const within = rows.filter(({ ratio }) => ratio <= 1.1).length;
console.log(`${within} of ${count} within 10 % of the best of 50 choices`);
if (Deno.args.includes("--write") && held) {
  const file = join(checkout, "tests", "advice", "held_out.json"), kept = JSON.parse(await Deno.readTextFile(file));
  const seeds = [0, count - 1].map((number) => heldOutCase(set, number).setting.seed);
  kept.sets = [...kept.sets.filter((each: { set: number }) => each.set !== set), { set, seeds, within, rows }];
  await Deno.writeTextFile(file, `${JSON.stringify(kept, undefined, 2)}\n`);
}
