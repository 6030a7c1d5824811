/**
 * A run before it is made: its configuration, what it depends on, and the identities under which the store keeps it.
 * @module
 */
import { checkArguments } from "../../numerics/check_arguments.ts";
import { type KitIdentity, kitIdentity, resultId, type RunContent } from "../store/identity.ts";
import type { RunConfig } from "./run_config.ts";
import { dataDependencies, dependenciesOf, NOT_HERE, type WeightsFinder, weightsNamed } from "./run_content.ts";

/** A run and where it belongs. */
export interface PlannedRun {
  /** The run's identity. */
  readonly id: string;
  /** The identity of its network: runs that differ in their sampler or metrics alone share it. */
  readonly network: string;
  /** The configuration, every default filled in. */
  readonly config: RunConfig;
  /** The content of what the configuration names. */
  readonly content: RunContent;
  /** Why something that it names is not here, by what it is; empty where all is. */
  readonly missing?: Readonly<Record<string, string>>;
}

/** How a run is planned. */
export interface PlanOptions {
  /** The software; the one that runs unless told. */
  readonly kit?: KitIdentity;
  /** The content of what is named; looked at here unless told. */
  readonly given?: RunContent;
  /** What was found before, by what it is, so that the runs of a sweep look at each data set once. */
  readonly found?: Map<string, Promise<string>>;
  /** The content under a name where it is not here: what a store saw last, so that results made elsewhere are found. */
  readonly recall?: (what: string) => Promise<string | undefined>;
  /** Finds the first weights that a run begins at; what is named is a path unless told. */
  readonly weights?: WeightsFinder;
}

/**
 * Gives a run its identities. They follow the configuration, the software and the content of the pictures and weights that
 * the configuration names; where first weights lie does not count. What is not here leaves an identity for now.
 * @param config The configuration, every default filled in.
 * @param options Software, and what is known of the content.
 * @returns The run.
 */
export async function planRun(config: RunConfig, options: PlanOptions = {}): Promise<PlannedRun> {
  checkArguments("planRun", arguments);
  const { given, found = new Map<string, Promise<string>>(), recall, weights } = options;
  const kit = options.kit ?? await kitIdentity(), content: Record<string, string> = {};
  const missing: Record<string, string> = {};
  for (const { what, find } of dependenciesOf(config, weights)) {
    if (given !== undefined) {
      content[what] = given[what] ?? NOT_HERE;
      continue;
    }
    if (!found.has(what)) found.set(what, find());
    try {
      content[what] = await found.get(what)!;
    } catch (error) {
      missing[what] = (error as Error).message;
      content[what] = await recall?.(what) ?? NOT_HERE;
    }
  }
  const { data } = config, training = placeless(config, content), ofData = dataContent(data, content);
  const { [weightsNamed(config.training.from ?? "")]: _, ...rest } = content;
  const [id, network] = await Promise.all([
    resultId({ ...config, training }, kit, rest),
    resultId({ data, training }, kit, ofData),
  ]);
  return { id, network, config, content, ...(Object.keys(missing).length > 0 ? { missing } : {}) };
}

/**
 * What a run shares with those that differ from it in how long they train, and in how often they report, alone: each can
 * go on from where another was. Reports decide which times are drawn by importance, so there they count.
 * @param run The run.
 * @param kit The software; the one that runs unless told.
 * @returns 16 hexadecimal digits.
 */
export async function lineageOf({ config, content }: PlannedRun, kit?: KitIdentity): Promise<string> {
  const { data } = config, { steps: _, every, ...training } = placeless(config, content);
  const reports = training.times.kind === "importance" ? { every } : {};
  return await resultId({ lineage: { data, training, ...reports } }, kit, dataContent(data, content));
}

/** The training with first weights by what they are, wherever they lie. */
function placeless({ training: { from, ...training } }: RunConfig, content: RunContent): RunConfig["training"] {
  return from === undefined ? training : { ...training, from: content[weightsNamed(from)] };
}

/**
 * The part of a run's content that belongs to its data.
 * @param data The data's configuration.
 * @param content The run's content.
 * @returns The content of the data alone.
 */
export function dataContent(data: RunConfig["data"], content: RunContent): RunContent {
  return Object.fromEntries(dataDependencies(data).map(({ what }) => [what, content[what]]));
}
