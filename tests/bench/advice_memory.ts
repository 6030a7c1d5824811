/**
 * What advice on a set of pictures takes: `deno run -A tests/bench/advice_memory.ts DATA [POINTS] [EVALUATIONS]`.
 *
 * Prints the time of each advice and the peak memory of the process until then, beside what it held when the pictures
 * were loaded. NEARZERO_DATA says where data sets are.
 * @module
 */
import { advise } from "../../lib/advice/advise.ts";
import { adviceAbout } from "../../lib/tasks/advice.ts";
import { forgetPeak, peakMegabytes } from "./memory.ts";

const [data = "procedural", points = 16, evaluations = 3] = Deno.args.map((word, i) => i === 0 ? word : Number(word));
const about = await adviceAbout({ data: String(data) }), held = await forgetPeak();
console.log(
  `${about.name}: d = ${about.dimension}, ${points} points, ${evaluations} evaluations, ${held.toFixed(0)} MB held`,
);
for (const topic of ["draw", "tell", "stop", "schedule", "share"] as const) {
  const began = performance.now();
  const [{ choice }] = await advise(about, {
    points: Number(points),
    evaluations: Number(evaluations),
    topics: [topic],
  });
  const seconds = (performance.now() - began) / 1000;
  console.log(`${topic}: ${seconds.toFixed(0)} s, peak ${(await peakMegabytes()).toFixed(0)} MB: ${choice}`);
}
