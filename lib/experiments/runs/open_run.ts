/**
 * The trained network of a finished run.
 * @module
 */
import { join } from "node:path";
import { makeNetwork } from "../../nn/network.ts";
import type { Trained } from "../../predictors/trained.ts";
import { loadWeights } from "../../training/checkpoints/weights.ts";
import { trainingOf } from "../../training/config/training_config.ts";
import type { TrainingData } from "../../training/data.ts";
import { planTraining } from "../../training/options.ts";
import { planRun } from "../config/planned_run.ts";
import { type RunConfig, runConfig } from "../config/run_config.ts";
import type { Store } from "../store/store.ts";
import { WEIGHTS_FILE } from "./executor.ts";

/** A run's network and what it was made by. */
export interface OpenedRun {
  /** The configuration, every default filled in. */
  readonly config: RunConfig;
  /** The network. */
  readonly trained: Trained;
}

/**
 * Opens the network of a finished run. The data that it learned need not be there.
 * @param store The store.
 * @param id The run's identity.
 * @returns The network and the configuration.
 * @throws {Error} If the run is not finished, or its network is not in the store.
 * @throws {SyntaxError} If a file is damaged.
 */
export async function openRun(store: Store, id: string): Promise<OpenedRun> {
  const { config: written, provenance: { kit: version, lock } } = await store.result(id);
  const config = runConfig(written, `open the run ${id}`), { training } = config;
  // The network lies under the identity of the software that trained it, which may be older.
  const { network: folder } = await planRun(config, { version, lock });
  const { network, path, treatment: { condition }, loss: { prediction } } = planTraining(
    trainingOf(training, standIn(training)),
  );
  const file = join(store.networkFolder(folder), WEIGHTS_FILE);
  return { config, trained: await loadWeights(file, { network, path, condition, prediction }) };
}

/** Data that are never looked at, of the shape that the network takes. */
function standIn({ network, batch }: RunConfig["training"]): TrainingData {
  const { shape } = makeNetwork(network), pixels = network.kind === "unet" ? network.imageChannels : 0;
  const never = () => {
    throw new TypeError("Cannot open a run: its data were asked for");
  };
  return {
    name: "data that are not needed",
    shape,
    count: batch,
    batch: never,
    ...(network.classes > 0 ? { labels: new Uint8Array(batch) } : {}),
    ...(pixels > 0 ? { image: { channels: pixels, batch: never } } : {}),
  };
}
