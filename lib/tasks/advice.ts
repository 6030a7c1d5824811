/**
 * `deno task measure --advise`: what to do about t = 0 with a law, pictures or a network.
 * @module
 */
import { join } from "node:path";
import { adviceLines, advise, type AdviseOptions } from "../advice/advise.ts";
import type { AdviceAbout } from "../advice/subject.ts";
import type { Advice } from "../advice/types.ts";
import { openPictures } from "../datasets/load.ts";
import { dataConfigSchema, type LawConfig } from "../experiments/config/data_config.ts";
import { lawOf } from "../experiments/config/run_data.ts";
import { adviceCurves } from "../figures/advice_curves.ts";
import { exportFigure } from "../figures/files/export.ts";
import { writeFileAtomic } from "../io/atomic.ts";
import { parseJson } from "../io/read.ts";
import { readJson } from "../io/read_json.ts";
import { validate } from "../io/validate.ts";
import { checkKnown } from "../numerics/check.ts";
import { scheduleConfig } from "../training/config/schedule_config.ts";
import { makeSchedule } from "../schedules/registry.ts";

/** What the command says of walks. */
export interface AdviceFlags {
  /** The sampler's name. */
  readonly sampler?: string;
  /** The budget. */
  readonly evaluations?: number;
  /** The kind of the schedule, of a law or pictures. */
  readonly schedule?: string;
  /** Points of each estimate. */
  readonly points: number;
  /** The seed. */
  readonly seed: number;
}

/** The fewest points that advice is given on. */
const FEWEST = 16;

/** The most pictures that a law is made of: as many as are held in memory. */
const MOST = 4096;

/**
 * The options of `advise` that a command line means.
 * @param flags What was given.
 * @param own Whether the subject has noise levels of its own.
 * @returns The options.
 * @throws {RangeError} If a schedule is named for a network, which has its own, or is unknown.
 */
export function adviceOptions(flags: AdviceFlags, own: boolean): AdviseOptions {
  const { sampler, evaluations, schedule, points, seed } = flags;
  if (schedule !== undefined && own) {
    throw new RangeError(`Cannot advise: a network has noise levels of its own, got --schedule ${schedule}`);
  }
  return {
    points: Math.max(FEWEST, points),
    seed,
    ...(sampler === undefined ? {} : { sampler }),
    ...(evaluations === undefined ? {} : { evaluations }),
    ...(schedule === undefined
      ? {}
      : { schedule: makeSchedule(validate("advise", scheduleConfig(), { kind: schedule })) }),
  };
}

/**
 * The subject that --law or --data means where there is no model.
 * @param given The law, as JSON or a file of it, or the data.
 * @returns The law, or the points; of pictures, 4,096 at most are ever in memory as numbers.
 * @throws {TypeError} If there is neither a law nor data, or both.
 * @throws {SyntaxError} If the law is not JSON.
 * @throws {RangeError} If the law is not one.
 */
export async function adviceAbout(
  given: { readonly law?: string; readonly data?: string; readonly size?: number },
): Promise<AdviceAbout> {
  const { law, data, size } = given;
  if (law !== undefined && data !== undefined) {
    throw new TypeError(`Cannot advise: a law and data are two subjects, got --law ${law} and --data ${data}`);
  }
  if (law !== undefined) return await lawNamed(law);
  if (data === undefined) {
    throw new TypeError("Cannot advise: the subject has neither a law nor data; give a MODEL, --data DIR or --law LAW");
  }
  const pictures = await openPictures(data, size === undefined ? {} : { size: [size, size] });
  const { count, shape } = pictures, kept = Math.min(count, MOST), dimension = shape.reduce((a, b) => a * b, 1);
  const points = await pictures.batch(Uint32Array.from({ length: kept }, (_, i) => Math.floor(i * count / kept)));
  return { dimension, points, name: kept < count ? `${kept} of ${count} of ${pictures.name}` : pictures.name };
}

/** The data of a run whose law is known. */
const LAWS: readonly string[] = ["mixture", "subspace", "points"] satisfies LawConfig["kind"][];

async function lawNamed(text: string): Promise<AdviceAbout> {
  const told = text.trimStart().startsWith("{") ? parseJson(text, "--law") : await readJson(text);
  const config = validate("advise on a law", dataConfigSchema(), told);
  checkKnown("advise on a law", "kind with a known law", config.kind, LAWS);
  return lawOf(config as LawConfig);
}

/** Where advice goes, and what is said of it. */
export interface AdviceFiles {
  /** The folder. */
  readonly out: string;
  /** The name of the files, without an ending. */
  readonly name: string;
  /** What the figure says of where it comes from. */
  readonly backend?: string;
}

/**
 * Advises, and writes the table as text and the figure.
 * @param about The subject.
 * @param options For which walks.
 * @param files Where it goes.
 * @returns The advice.
 */
export async function adviseInto(about: AdviceAbout, options: AdviseOptions, files: AdviceFiles): Promise<Advice[]> {
  const { out, name, backend } = files, advice = await advise(about, options), lines = adviceLines(advice);
  // The words first: a figure needs a browser.
  await writeFileAtomic(join(out, `${name}.txt`), `${lines}\n`);
  console.log(lines);
  const caption = `What the advice comes from: ${advice[0].holds}; N = ${options.points}, 95 % bands.`;
  const info = { name, caption, seeds: [options.seed ?? 0], n: options.points, backend };
  await exportFigure(adviceCurves(info, advice), out);
  return advice;
}
