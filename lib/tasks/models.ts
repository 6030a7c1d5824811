/**
 * Models as commands name them: a file or folder of others, or a run of the store.
 * @module
 */
import { openRun } from "../experiments/runs/open_run.ts";
import { Store } from "../experiments/store/store.ts";
import type { PretrainedModel } from "../pretrained/models/model.ts";
import { trainedModel } from "../pretrained/models/trained_model.ts";
import { openPretrained } from "../pretrained/open.ts";
import { fetchModel, registeredModels } from "../pretrained/registry/registered.ts";

/** What a command says of a model beside its name. */
export interface NamedModelOptions {
  /** The store's folder; the default one unless told. */
  readonly store?: string;
  /** The JSON beside a file. */
  readonly describedBy?: string;
  /** Height and width of samples, where the model's files do not say. */
  readonly size?: number;
}

/** A run's identity is 16 hexadecimal digits. */
const RUN = /^[0-9a-f]{16}$/;

/**
 * Opens a model.
 * @param name A path, a run's identity, or a model of the registry, which is fetched.
 * @param options What else is told.
 * @returns The model.
 * @throws What opening throws; where there is neither a file nor a run, says so.
 */
export async function namedModel(name: string, options: NamedModelOptions = {}): Promise<PretrainedModel> {
  const { describedBy, size } = options, there = await Deno.stat(name).then(() => true, () => false);
  if (!there && registeredModels().some((each) => each.name === name)) {
    return await openPretrained(await fetchModel(name, (line) => console.error(line)), { describedBy });
  }
  if (RUN.test(name) && !there) {
    const { trained } = await openRun(name, await Store.open(options.store));
    return trainedModel(trained, `run_${name}`);
  }
  return await openPretrained(name, { describedBy, ...(size === undefined ? {} : { size: [size, size] }) });
}
