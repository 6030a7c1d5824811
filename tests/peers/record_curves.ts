/**
 * Compares K of runs that emitted scripts trained with K of the kit's own runs, and writes what was found to
 * accelerate/curves.json: `deno run -A tests/peers/record_curves.ts TREATMENT SEEDS`. Seeds that are there already are kept.
 * It needs the software of `deno task peers` and the test digits of MNIST.
 * @module
 */
import { join } from "node:path";
import kit from "../../deno.json" with { type: "json" };
import { startBackend } from "../../lib/backend/choice/start.ts";
import { planRun } from "../../lib/experiments/config/planned_run.ts";
import { Store } from "../../lib/experiments/store/store.ts";
import { peersPython } from "../../lib/tasks/peers.ts";
import { type CurveRecord, curveRun, emittedCurves, ownCurves, type SeedCurves } from "./accelerate/curves.ts";
import { REQUIREMENTS } from "../../lib/emit/accelerate/launch.ts";
import { Python } from "./accelerate/python.ts";

const [kind, seeds] = Deno.args, interpreter = await peersPython();
if (kind !== "ddpm" && kind !== "e-tsdm") {
  throw new RangeError("Cannot record curves: name a treatment, ddpm or e-tsdm");
}
if (interpreter === undefined) throw new Error("Cannot record curves: there is no deno task peers");
const file = new URL("accelerate/curves.json", import.meta.url);
const before: CurveRecord | undefined = await Deno.readTextFile(file).then(JSON.parse, () => undefined);
const { name, version } = await startBackend(), torch = REQUIREMENTS.find((line) => line.startsWith("torch=="))!;
const folder = await Deno.makeTempDir(), all: SeedCurves[] = [...before?.runs[kind] ?? []];
try {
  await using python = new Python(interpreter);
  const store = await Store.open(join(folder, "own"));
  for (let seed = 0; seed < Number(seeds); seed++) {
    const config = curveRun({ kind }, seed), { id: run } = await planRun(config);
    if (all.some((one) => one.run === run)) continue;
    const own = await ownCurves(store, config);
    const emitted = await emittedCurves(join(folder, `${seed}`), config, python);
    all.push({ seed, run, own, emitted });
    const record: CurveRecord = {
      about: "ln K of 200-step runs by both engines, by how far apart the two times are; by record_curves.ts",
      versions: { nearzero: kit.version, backend: `${name}, ${version}`, torch: torch.slice(7) },
      runs: { ...before?.runs, [kind]: all },
    };
    await Deno.writeTextFile(file, `${JSON.stringify(record, null, 1)}\n`);
    console.log(`${kind}, seed ${seed} of ${seeds}`);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
