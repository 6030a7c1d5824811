/**
 * Putting the network of an emitted run in the store, as if the run had trained it.
 * @module
 */
import { join } from "node:path";
import type { PlannedRun } from "../experiments/config/planned_run.ts";
import type { Executor } from "../experiments/runs/executor.ts";
import type { Store } from "../experiments/store/store.ts";
import { WEIGHTS_FILE } from "../experiments/store/store.ts";
import { saveWeights } from "../training/checkpoints/weights.ts";
import { bringBack } from "./accelerate/bring_back.ts";

/**
 * Takes a network that an emitted script trained.
 * @param store The store.
 * @param run The run.
 * @param folder The script's last checkpoint.
 * @param executor What measures it.
 * @returns The executor, whose results say what trained the network.
 * @throws {RangeError} If the store has that network already, or the checkpoint is of another run or step.
 * @throws What reading the checkpoint and writing the network throw; the store is as it was then.
 */
export async function takeNetwork(
  store: Store,
  run: PlannedRun,
  folder: string,
  executor: Executor,
): Promise<Executor> {
  const file = join(store.networkFolder(run.network), WEIGHTS_FILE);
  if (await Deno.stat(file).then(() => true, () => false)) {
    throw new RangeError(`Cannot take ${folder}: the store has the network ${run.network} already; name another store`);
  }
  const { trained, engine } = await bringBack(folder, run);
  try {
    await saveWeights(file, trained, { engine });
  } finally {
    trained.dispose();
  }
  return { ...executor, backend: () => `${executor.backend() ?? "none"}; the network by ${engine}` };
}
