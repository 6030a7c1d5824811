/** Sizes that files claim: one typed error, before memory or time is taken for them. */
import process from "node:process";
import { runConfig } from "../../lib/experiments/config/run_config.ts";
import { sweepConfig } from "../../lib/experiments/sweeps/sweep_config.ts";
import { planSweep } from "../../lib/experiments/sweeps/sweep_plan.ts";
import { parseNotebook } from "../../lib/jupyter/notebook_file.ts";
import { makeMlp } from "../../lib/nn/mlp.ts";
import { cosineGrid } from "../../lib/schedules/cosine.ts";
import { ddpmLinearGrid, discretise } from "../../lib/schedules/grid.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { LossHistory } from "../../lib/training/history.ts";
import { assert, assertRejects, assertThrows } from "../assert.ts";
import { smallRun } from "./fixtures.ts";

/** Runs something that must end at once and take no memory to speak of. */
async function briefly(body: () => void | Promise<unknown>): Promise<void> {
  // The processor's time: what else the machine does is not counted.
  const before = Deno.memoryUsage().rss, began = process.cpuUsage();
  await body();
  const { user, system } = process.cpuUsage(began);
  const [milliseconds, bytes] = [(user + system) / 1000, Deno.memoryUsage().rss - before];
  assert(milliseconds < 2000 && bytes < 2e8, `${milliseconds} ms, ${bytes} bytes`);
}

function changed(path: string, value: unknown): Record<string, unknown> {
  const config = structuredClone(smallRun) as Record<string, unknown>, keys = path.split(".");
  const at = keys.slice(0, -1).reduce((object, key) => object[key] as Record<string, unknown>, config);
  at[keys.at(-1)!] = value;
  return config;
}

const claims: [path: string, value: unknown][] = [
  ["training.time", { kind: "discrete", steps: 1e9 }],
  ["training.steps", 1e12],
  ["training.batch", 1e15],
  ["training.intervals", 1e9],
  ["training.times", { kind: "importance", intervals: 1e9 }],
  ["training.times", { kind: "importance", intervals: 10, history: 1e9 }],
  ["sampler.evaluations", 1e9],
  ["sampler.count", 1e9],
  ["data.count", 1e12],
  ["data", { kind: "points", points: 100_000, dimension: 4096, count: 10_000_000 }],
  ["data", { kind: "mixture", means: [], variance: 1 }],
  ["data", { kind: "subspace", basis: [[]] }],
  ["measures", [{ kind: "lipschitz", pairs: 1e12 }]],
  ["measures", [{ kind: "oracle-error", points: 1e12 }]],
];

for (const [path, value] of claims) {
  Deno.test(`runConfig() bounds ${path} of ${JSON.stringify(value)}`, async () => {
    await briefly(() => void assertThrows(() => runConfig(changed(path, value)), RangeError, "Cannot configure"));
  });
}

Deno.test("grids, histories and networks are bounded before memory is taken", async () => {
  const steps = 1e9;
  for (
    const make of [
      () => ddpmLinearGrid({ steps }),
      () => cosineGrid({ steps }),
      () => discretise(linear(), steps),
      () => new LossHistory(1e12, 1, 1, 20),
      () => new LossHistory(1e8, 1, 1e8, 1),
      () => makeMlp({ shape: [2], hidden: [1e9, 1e9] }),
      () => makeMlp({ shape: [2], hidden: [8], embedding: 2 ** 40 }),
    ]
  ) await briefly(() => void assertThrows(make, RangeError, "Cannot "));
});

Deno.test("planSweep() counts the cells before it makes them, and sweepConfig() takes no base that is too deep", async () => {
  const values = Array.from({ length: 100 }, (_, i) => i + 1);
  const axes = [1, 2, 3, 4].map((i) => ({ name: `a${i}`, key: `training.x${i}`, values }));
  const sweep = sweepConfig({ name: "many", base: smallRun, axes });
  await briefly(() => assertRejects(() => planSweep(sweep), RangeError, "it has 100000000 runs, at most 100000"));
  const base = JSON.parse('{"a":'.repeat(20_000) + "1" + "}".repeat(20_000));
  await briefly(() => void assertThrows(() => sweepConfig({ name: "deep", base }), RangeError, "nested more than 256"));
  const seeds = Array.from({ length: 90_000 }, (_, i) => i);
  await briefly(() => void sweepConfig({ name: "seeds", base: smallRun, seeds }));
});

Deno.test("parseNotebook() refuses what is nested too deep, and outputs without data", async () => {
  const notebook = (cell: string, metadata = "{}") =>
    `{"nbformat":4,"nbformat_minor":5,"metadata":${metadata},"cells":[${cell}]}`;
  const deep = '{"a":'.repeat(50_000) + "1" + "}".repeat(50_000);
  await briefly(() => void assertThrows(() => parseNotebook(notebook("", deep), "a.ipynb"), SyntaxError, "a.ipynb"));
  for (const output of ['{"output_type":"display_data","data":null}', '{"output_type":"stream","text":null}', "null"]) {
    const cell = `{"cell_type":"code","source":"","outputs":[${output}]}`;
    assertThrows(() => parseNotebook(notebook(cell), "a.ipynb"), SyntaxError, "Cannot read a.ipynb: cells.0.outputs.0");
  }
});
