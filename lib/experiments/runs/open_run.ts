/**
 * The way back: a finished run with its network, data and sampler, ready to be asked.
 * @module
 */
import { startBackend } from "../../backend/choice/start.ts";
import { validate } from "../../io/validate.ts";
import type { Trained } from "../../predictors/trained.ts";
import type { NoisePath } from "../../samplers/noise_path.ts";
import type { Plan } from "../../samplers/plan.ts";
import { planRun } from "../config/planned_run.ts";
import { type RunConfig, runConfigSchema } from "../config/run_config.ts";
import { loadRunData, type RunData } from "../config/run_data.ts";
import { findRun } from "../store/names.ts";
import type { Provenance } from "../store/provenance.ts";
import type { RunScores } from "../store/scores.ts";
import { Store } from "../store/store.ts";
import { readNetwork } from "./network_executor.ts";
import { drawRunSamples, planOfRun } from "./run_samples.ts";

/**
 * A finished run, open. Its network is freed at the end of a `using` block, or by `[Symbol.dispose]()`.
 * @category Experiments
 */
export interface OpenedRun extends Disposable {
  /** The run's identity. */
  readonly id: string;
  /** Its configuration. */
  readonly config: RunConfig;
  /** What was measured. */
  readonly scores: RunScores;
  /** Where the numbers come from. */
  readonly provenance: Provenance;
  /** The network with what it learned, what it is told and what it says. */
  readonly trained: Trained;
  /** The noise levels that it learned. */
  readonly path: NoisePath;
  /** What it was trained on, with what that can be compared with. */
  readonly data: RunData;
  /** The run's sampler, ready for the path. */
  readonly plan: Plan;
  /**
   * Draws samples as the run did: the first are the run's own.
   * @param count How many; as many as the run drew unless told.
   * @returns count samples, one after another.
   */
  draw(count?: number): Promise<Float32Array>;
}

/**
 * Opens a finished run.
 *
 * @example
 * ```ts ignore
 * import { openRun } from "nearzero";
 * using run = await openRun("toy");
 * const samples = await run.draw(64);
 * ```
 * @param idOrName The name of its configuration's file without the ending, its identity, or the beginning of that.
 * @param store The store, or its folder; `NEARZERO_STORE`, else `data/cache/store`, unless told.
 * @returns The run.
 * @throws {RangeError} If the store has no such run; names what there is.
 * @throws {SyntaxError} If a file is damaged.
 * @throws {Error} "Cannot read PATH: …" where the network or the data are not there any more.
 * @category Experiments
 */
export async function openRun(idOrName: string, store?: Store | string): Promise<OpenedRun> {
  const opened = store instanceof Store ? store : await Store.open(store);
  const found = await findRun(opened, idOrName), id = found.run;
  const { config: kept, scores, provenance } = await opened.result(id);
  const config = validate(`open the run ${id}`, runConfigSchema(), kept);
  const network = found.network ?? (await planRun(config, opened.planOptions())).network;
  const data = await loadRunData(config.data);
  await startBackend();
  const trained = await readNetwork(config, opened.networkFolder(network), data.training);
  return {
    id,
    config,
    scores,
    provenance,
    trained,
    path: trained.path,
    data,
    plan: planOfRun(config),
    draw: (count = config.sampler.count) =>
      drawRunSamples({ ...config, sampler: { ...config.sampler, count } }, trained, data.beside),
    [Symbol.dispose]: () => trained.dispose(),
  };
}
