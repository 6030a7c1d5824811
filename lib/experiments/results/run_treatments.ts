/**
 * Treatments of a reader's own, trained and measured as a sweep's runs are.
 * @module
 */
import type { BackendName } from "../../backend/choice/probe.ts";
import { startBackend } from "../../backend/choice/start.ts";
import { contentId } from "../../io/content_id.ts";
import { checkInteger, checkOnce } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { trainingOf } from "../../training/config/training_config.ts";
import { planTraining } from "../../training/options.ts";
import type { Treatment } from "../../treatments/treatment.ts";
import { makeTreatment, type TreatmentOptions } from "../../treatments/treatment_config.ts";
import { extractorsOf } from "../measures/extractors.ts";
import { kitIdentity } from "../store/identity.ts";
import { measureCurves } from "../measures/curves.ts";
import { scoreSamples } from "../metrics/score.ts";
import { processProvenance } from "../store/provenance.ts";
import { planRun } from "../config/planned_run.ts";
import { runConfig } from "../config/run_config.ts";
import { describeData, loadRunData } from "../config/run_data.ts";
import { checkAfterTraining, checkRun } from "../runs/check_run.ts";
import { keptNetworks } from "../runs/kept_networks.ts";
import { drawRunSamples, planRunSamples } from "../runs/run_samples.ts";
import { Store } from "../store/store.ts";
import { checkSeeds } from "../sweeps/sweep_plan.ts";
import { type SweepTable, tabulate, type TabulatedRun } from "./sweep_table.ts";

/**
 * With which seeds treatments are run, and who hears of it.
 * @category Experiments
 */
export interface RunTreatmentsOptions {
  /** The seeds of every treatment, at least three for a comparison; 0, 1 and 2 unless told. */
  readonly seeds?: readonly number[];
  /** The backend; as `startBackend` chooses unless told. Small networks are quickest on `wasm`, several at a time. */
  readonly backend?: BackendName;
  /** The folder of the store that keeps the networks; as for `deno task run` unless told. */
  readonly store?: string;
  /** Called while the networks are trained, with the steps made and those of all runs together. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Trains a network under each treatment with each seed, draws its samples and measures, all in this process. Unlike in a
 * sweep's runs, which are plain data, a treatment may be a function. Everything that must fail fails before the training;
 * networks are kept in the store and found again by what they were trained on, with and under, so that nothing is lost
 * where a later step fails.
 * @param base A run as sweeps' files have it: data, training, sampler, metrics, measures. It says nothing of treatments
 * and seeds.
 * @param treatments The treatments: a configuration such as `{ kind: "e-tsdm" }`, or one's own, such as
 * `{ name: "square root", condition: Math.sqrt }`. The first is the one that the others are compared with.
 * @param options The seeds.
 * @returns The table, whose column "treatment" holds their names: for `comparisonTable` and `meanCurves`.
 * @throws {TypeError} If a value of the run is missing or has the wrong type.
 * @throws {RangeError} If a key is unknown, a value out of range, a treatment or a seed comes twice, there is none or there
 * are fewer than three seeds for several treatments, or samples, data or sampler do not suffice for what is measured.
 * @throws {DivergenceError} If a run diverges.
 * @throws {Error} If the backend asked for is not available here.
 * @category Experiments
 */
export async function runTreatments(
  base: Readonly<Record<string, unknown>>,
  treatments: readonly (Treatment | TreatmentOptions)[],
  options: RunTreatmentsOptions = {},
): Promise<SweepTable> {
  checkArguments("runTreatments", arguments);
  const action = "run treatments", { seeds = [0, 1, 2], onProgress } = options;
  const config = runConfig(base, action), data = await loadRunData(config.data);
  const store = await Store.open(options.store), { weights } = store.planOptions(), { from } = config.training;
  const written = trainingOf(config.training, data.training);
  const training = from === undefined ? written : { ...written, from: await weights(from) };
  const named = treatments.map((one) => "kind" in one ? makeTreatment(one, training.path!) : one);
  checkInteger(action, "treatments.length", treatments.length, 1);
  checkInteger(action, "seeds.length", seeds.length, 1);
  checkOnce(action, "the treatment", named.map(({ name }) => name));
  checkOnce(action, "the seed", seeds);
  if (config.training.treatment.kind !== "ddpm") {
    throw new RangeError(`Cannot ${action}: the run has the treatment ${config.training.treatment.kind} of its own`);
  }
  const planned = await planRun(config, { weights });
  await checkRun(planned, data, weights);
  if (named.length > 1) checkSeeds(action, seeds);
  for (const treatment of named) await checkAfterTraining(config, data, planTraining({ ...training, treatment }));
  const started = new Date(), { reason: backend } = await startBackend(options.backend);
  const runs = named.flatMap((treatment) => seeds.map((seed) => ({ treatment, seed })));
  const made = runs.map(() => 0), total = runs.length * training.steps;
  const networks = await keptNetworks(
    store,
    planned,
    runs.map((run, i) => ({
      ...training,
      ...run,
      onProgress({ step }) {
        made[i] = step;
        onProgress?.(made.reduce((sum, each) => sum + each, 0), total);
      },
    })),
  );
  onProgress?.(total, total);
  try {
    using extractors = extractorsOf({ data: config.data, content: planned.content }, data, store.sharedFolder);
    const kit = await processProvenance(await kitIdentity()), description = await describeData(data.training);
    const measured: Omit<TabulatedRun, "provenance">[] = [];
    for (const [i, { treatment: { name }, seed }] of runs.entries()) {
      const own = { ...config, training: { ...config.training, seed } };
      const samples = await drawRunSamples(own, networks[i], data.beside);
      const scores = await scoreSamples(config.metrics, samples, data, extractors, seed);
      const plan = planRunSamples(config.sampler, networks[i].path, networks[i].prediction);
      const curves = await measureCurves(config.measures, networks[i], data, seed, plan);
      const id = await contentId({ config: own, treatment: name });
      measured.push({ id, labels: { treatment: name }, config: own, scores: { scores, curves } });
    }
    const finished = new Date(), seconds = (finished.getTime() - started.getTime()) / 1000 / runs.length;
    const times = { started: started.toISOString(), finished: finished.toISOString(), seconds };
    return tabulate(
      {
        sweep: "own treatments",
        about: "Treatments run together in one process",
        planned: runs.length,
        columns: ["treatment"],
        compare: { axis: "treatment", baseline: named[0].name },
      },
      measured.map((one) => ({
        ...one,
        provenance: { ...kit, backend, ...times, together: [one.config.training.seed], data: description },
      })),
    );
  } finally {
    networks.forEach((network) => network.dispose());
  }
}
