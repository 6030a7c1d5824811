/**
 * The advice on t_eps in random cases beside the best of a grid of choices: `deno run -A tests/bench/advice_cases.ts [COUNT]`.
 *
 * Prints a row for each of 100 cases, failures included, and how many are within 10 % of the best.
 * @module
 */
import { adviceCase } from "../advice/cases.ts";

const count = Number(Deno.args[0] ?? 100);
let within = 0;
for (let number = 0; number < count; number++) {
  try {
    const { name, advised, best, ratio } = await adviceCase(number), good = ratio <= 1.1;
    if (good) within++;
    console.log(
      `${String(number).padStart(3)} ${good ? "  " : "✗ "} ${
        ratio.toFixed(3)
      }  ${name}: advised ${advised}, best ${best}`,
    );
  } catch (error) {
    console.log(`${String(number).padStart(3)} ✗  ${(error as Error).message}`);
  }
}
console.log(`${within} of ${count} within 10 % of the best of 50 choices`);
