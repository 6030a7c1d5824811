/**
 * What pictures are compared by: a data set's own classifier, trained once and kept in the store, or Inception.
 * @module
 */
import { join } from "node:path";
import { type Classifier, readClassifier, trainClassifier } from "../../metrics/classifier.ts";
import { type InceptionExtractor, readInception } from "../../metrics/inception/extractor.ts";
import { requireInception } from "../../metrics/inception/file.ts";
import type { DataConfig } from "../config/data_config.ts";
import { dataContent } from "../config/planned_run.ts";
import { resultId, type RunContent } from "../store/identity.ts";
import type { Extractors } from "../metrics/entry.ts";
import { CLASSIFIER } from "../metrics/frechet.ts";
import type { RunData } from "../config/run_data.ts";

/**
 * The extractors for a data set. Each is made when it is first asked for.
 * @param run The data's configuration, and the content of what the run names: a classifier belongs to its pictures.
 * @param data The data.
 * @param shared The folder where a classifier is kept.
 * @param say Takes a line for the log.
 * @returns The extractors; dispose of them to free the backend's memory.
 */
export function extractorsOf(
  run: ClassifierOwner,
  data: RunData,
  shared: string,
  say: (line: string) => void = () => {},
): Extractors & Disposable {
  let classifier: Promise<Classifier> | undefined, inception: Promise<InceptionExtractor> | undefined;
  return {
    classifier: () => classifier ??= classifierOf(run, data, shared, say),
    inception: () => inception ??= requireInception("measure FID or KID").then((path) => readInception(path)),
    [Symbol.dispose]: () => void inception?.then((extractor) => extractor[Symbol.dispose](), () => {}),
  };
}

/** Whose pictures a classifier tells apart. */
export interface ClassifierOwner {
  /** The data's configuration. */
  readonly data: DataConfig;
  /** The content of what is named. */
  readonly content: RunContent;
}

/** Two processes may train the same classifier at once; both find the same one, and the file is written whole. */
async function classifierOf(
  { data, content }: ClassifierOwner,
  { pictures }: RunData,
  shared: string,
  say: (line: string) => void,
): Promise<Classifier> {
  const id = await resultId({ data, classifier: CLASSIFIER }, undefined, dataContent(data, content));
  const path = join(shared, `classifier-${id}.safetensors`);
  if (await Deno.stat(path).then(() => true, () => false)) {
    try {
      return await readClassifier(path);
    } catch (error) {
      // Damaged: the same one is trained again in its place.
      if (!(error instanceof SyntaxError)) throw error;
      say(`${error.message}; it is trained again`);
    }
  }
  const trained = await trainClassifier(pictures!, CLASSIFIER);
  await trained.save(path);
  return trained;
}
