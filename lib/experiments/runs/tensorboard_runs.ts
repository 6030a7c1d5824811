/**
 * A store's runs as TensorBoard shows them: by their names, with what they were made with, their scores and their samples.
 * @module
 */
import { dirname, join } from "node:path";
import { writeFileAtomic } from "../../io/atomic.ts";
import { encodeEvent, type SummaryEvent } from "../../io/formats/tensorboard.ts";
import { tfRecord } from "../../io/formats/tfrecord.ts";
import type { RunConfig } from "../config/run_config.ts";
import type { NamedRun } from "../store/names.ts";
import type { RunResult, Store } from "../store/store.ts";
import { SHEET_FILE } from "./sheet_file.ts";

/** The files of a run's folder, read in the order of their names: its losses, and what it came to. */
const LOSSES = "events.out.tfevents.0.training", END = "events.out.tfevents.1.run";

/** A network's own log. */
const LOG = "events.out.tfevents.nearzero";

/**
 * The folder to give TensorBoard.
 * @param store The store.
 * @returns Its path.
 */
export function tensorboardFolder(store: Pick<Store, "folder">): string {
  return join(store.folder, "tensorboard");
}

/**
 * Puts runs into the store's folder for TensorBoard, each under its name: the losses of its network as they grow, and once it
 * is finished its configuration as hyper-parameters, its scores and the first of its pictures. What is there already is left.
 * @param store The store.
 * @param runs The runs.
 * @throws {Error} "Cannot write PATH: …".
 */
export async function showRuns(store: Store, runs: readonly NamedRun[]): Promise<void> {
  for (const { name, run, network } of runs) {
    const folder = join(tensorboardFolder(store), ...pathOf(name));
    await linkLosses(join(store.networkFolder(network), LOG), join(folder, LOSSES));
    const end = join(folder, END);
    if (!await store.isDone(run) || await isOf(end, run)) continue;
    await Deno.mkdir(folder, { recursive: true });
    await writeFileAtomic(end, await endOf(run, await store.result(run), join(store.runFolder(run), SHEET_FILE)));
  }
}

/** The parts of a name as folders, with nothing in them that leads elsewhere. */
function pathOf(name: string): string[] {
  return name.split("/").map((part) => part.replace(/[^\p{L}\p{N}\-+=,. _]/gu, "_").replace(/^\.+/, "_")).filter(
    Boolean,
  );
}

/** The same file in another place, so that it grows there too; a copy where that cannot be. */
async function linkLosses(from: string, to: string): Promise<void> {
  const [here, there] = await Promise.all([from, to].map((path) => Deno.stat(path).catch(() => undefined)));
  if (here === undefined || (there !== undefined && there.ino === here.ino && there.size === here.size)) return;
  await Deno.mkdir(dirname(to), { recursive: true });
  await Deno.remove(to).catch(() => {});
  await Deno.link(from, to).catch(() => Deno.copyFile(from, to));
}

/** Whether a file is the end of a run, and not of an earlier one of that name. */
async function isOf(path: string, run: string): Promise<boolean> {
  const bytes = await Deno.readFile(path).catch(() => new Uint8Array(0));
  // The identity is one of the parameters.
  return new TextDecoder("latin1").decode(bytes).includes(run);
}

async function endOf(run: string, { config, scores, provenance }: RunResult, sheet: string): Promise<Uint8Array> {
  const { training } = config as RunConfig, step = training.steps;
  const started = Date.parse(provenance.started) / 1000, wallTime = started + provenance.seconds;
  const values = scores.scores.filter(({ value }) => value !== null);
  const png = await Deno.readFile(sheet).catch(() => undefined);
  const events: SummaryEvent[] = [
    { wallTime: started, step, parameters: { run, ...flat(config as RunConfig) } },
    {
      wallTime,
      step,
      scalars: Object.fromEntries(values.map(({ metric, value }) => [`score/${metric}`, value!])),
      ...(png && { pictures: { samples: png } }),
    },
    { wallTime, step, ended: true },
  ];
  const version = encodeEvent({ wallTime: started, fileVersion: "brain.Event:2" });
  return new Uint8Array(await new Blob([version, ...events.map(encodeEvent)].map(tfRecord)).arrayBuffer());
}

/** A configuration's values by their paths, lists as text. */
function flat(value: object, path: string = ""): Record<string, number | string | boolean> {
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, part]) => {
      const at = path === "" ? key : `${path}.${key}`;
      if (part === null || part === undefined) return {};
      if (Array.isArray(part)) {
        return { [at]: part.map((one) => typeof one === "object" ? JSON.stringify(one) : one).join(" ") };
      }
      return typeof part === "object" ? flat(part, at) : { [at]: part };
    }),
  );
}
