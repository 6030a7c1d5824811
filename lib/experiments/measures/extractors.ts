/**
 * What pictures are compared by: a data set's own classifier, trained once and kept in the store, or Inception.
 * @module
 */
import { join } from "node:path";
import { cacheDir } from "../../io/cache_dir.ts";
import { type Classifier, readClassifier, trainClassifier } from "../../metrics/classifier.ts";
import { type InceptionExtractor, readInception } from "../../metrics/inception/extractor.ts";
import type { DataConfig } from "../config/data_config.ts";
import { resultId } from "../store/identity.ts";
import type { Extractors } from "./scores_of_samples.ts";
import type { RunData } from "../config/run_data.ts";

/** How the classifier is trained; the same for all runs on a data set, so that their distances can be compared. */
const CLASSIFIER = { steps: 500, seed: 0 };

/**
 * The extractors for a data set. Each is made when it is first asked for.
 * @param config The data's configuration.
 * @param data The data.
 * @param shared The folder where a classifier is kept.
 * @returns The extractors; dispose of them to free the backend's memory.
 */
export function extractorsOf(config: DataConfig, data: RunData, shared: string): Extractors & Disposable {
  let classifier: Promise<Classifier> | undefined, inception: Promise<InceptionExtractor> | undefined;
  return {
    classifier: () => classifier ??= classifierOf(config, data, shared),
    inception: () => inception ??= readInception(inceptionFile()),
    [Symbol.dispose]: () => void inception?.then((extractor) => extractor[Symbol.dispose](), () => {}),
  };
}

/**
 * Where the Inception network's weights are looked for.
 * @returns `NEARZERO_INCEPTION`, else `inception.safetensors` in the kit's cache; it need not be there.
 */
export function inceptionFile(): string {
  return Deno.env.get("NEARZERO_INCEPTION") || cacheDir("inception.safetensors");
}

/** Two processes may train the same classifier at once; both find the same one, and the file is written whole. */
async function classifierOf(config: DataConfig, { pictures }: RunData, shared: string): Promise<Classifier> {
  const path = join(shared, `classifier-${await resultId({ data: config, classifier: CLASSIFIER })}.safetensors`);
  if (await Deno.stat(path).then(() => true, () => false)) {
    try {
      return await readClassifier(path);
    } catch (error) {
      // Damaged: the same one is trained again in its place.
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  const trained = await trainClassifier(pictures!, CLASSIFIER);
  await trained.save(path);
  return trained;
}
