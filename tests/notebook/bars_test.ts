import { Bars } from "../../lib/notebook/bars.ts";
import { assert, assertEquals } from "../assert.ts";

Deno.test("Bars writes a line for the end of each part, and those between, in order", async () => {
  const lines: string[] = [];
  const bars = new Bars((line) => lines.push(line), false);
  for (const step of [10, 20]) bars.report({ label: "seed 0", step, steps: 20, loss: 0.5, millisecondsPerStep: 4 });
  bars.say("samples are drawn");
  for (const step of [1, 2, 3]) bars.report({ label: "samples", step, steps: 3 });
  await bars.end();
  const heads = lines.map((line) => line.replace(/ [━─]+/, "").split("  ")[0]);
  // The first report of a part is written at once; later ones of the same seconds are not.
  assertEquals(heads.filter((head) => !/ (10|1)\//.test(head)), ["seed 0 20/20", "samples are drawn", "samples 3/3"]);
  assert(lines.some((line) => line.includes("loss 0.5") && line.includes("250/s")), lines.join("\n"));
});
