/**
 * Compares K of runs that emitted scripts trained with K of the kit's own runs, and writes what was found to
 * accelerate/curves.json: `deno run -A tests/peers/record_curves.ts TREATMENT SEED…`. Other seeds are kept; without
 * a seed it says what is there.
 * It needs the software of `deno task peers` and the test digits of MNIST.
 * @module
 */
import { fileURLToPath } from "node:url";
import kit from "../../deno.json" with { type: "json" };
import { startBackend } from "../../lib/backend/choice/start.ts";
import { planRun } from "../../lib/experiments/config/planned_run.ts";
import { Store } from "../../lib/experiments/store/store.ts";
import { writeFileAtomic } from "../../lib/io/atomic.ts";
import { tempDir } from "../io/temp_dir.ts";
import {
  APART,
  compareCurves,
  type CurveRecord,
  curveRun,
  emittedCurves,
  ownCurves,
  type SeedCurves,
} from "./accelerate/curves.ts";
import { REQUIREMENTS } from "../../lib/emit/accelerate/launch.ts";
import { interpreter, Python } from "./accelerate/python.ts";

const [kind, ...seeds] = Deno.args;
if (kind !== "ddpm" && kind !== "e-tsdm") {
  throw new RangeError("Cannot record curves: name a treatment, ddpm or e-tsdm");
}
if (interpreter === undefined) throw new Error("Cannot record curves: there is no deno task peers");
const file = new URL("accelerate/curves.json", import.meta.url);
const { name, version } = await startBackend(), torch = REQUIREMENTS.find((line) => line.startsWith("torch=="))!;

/** Adds what was found to what is in the file by now. */
async function write(found: SeedCurves): Promise<void> {
  const before: CurveRecord | undefined = await Deno.readTextFile(file).then(JSON.parse, () => undefined);
  const others = (before?.runs[kind] ?? []).filter(({ seed }) => seed !== found.seed);
  const record: CurveRecord = {
    about: "ln K of 200-step runs by both engines, by how far apart the two times are; by record_curves.ts",
    versions: { nearzero: kit.version, backend: `${name}, ${version}`, torch: torch.slice(7) },
    runs: { ...before?.runs, [kind]: [...others, found].sort((a, b) => a.seed - b.seed) },
  };
  await writeFileAtomic(fileURLToPath(file), `${JSON.stringify(record, null, 1)}\n`);
}

await using dir = await tempDir();
await using python = new Python(interpreter);
const store = await Store.open(dir.file("own"));
for (const seed of seeds.map(Number)) {
  const config = curveRun({ kind }, seed), { id: run } = await planRun(config);
  const own = await ownCurves(store, config), emitted = await emittedCurves(dir.file(`${seed}`), config, python);
  await write({ seed, run, own, emitted });
  console.log(`${kind}, seed ${seed}`);
}

const { runs: { [kind]: found } }: CurveRecord = JSON.parse(await Deno.readTextFile(file));
for (const apart of [1, APART]) {
  console.log(`${kind}, times ${apart} apart: ln K, emitted less own, with 95 % of ${found.length} pairs of seeds`);
  for (const { time, difference: { value, low, high }, p } of compareCurves(found, apart)) {
    const interval = `[${low.toFixed(3)}, ${high.toFixed(3)}]`;
    console.log(
      `  t = ${time}: ${value.toFixed(3)} ${interval}${low > 0 || high < 0 ? " outside" : ""}, Holm's p ${
        p.toFixed(2)
      }`,
    );
  }
}
