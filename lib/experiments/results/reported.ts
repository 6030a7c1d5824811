/**
 * Numbers that others have published, for the column beside ours: data/reported/*.json.
 * @module
 */
import { join } from "node:path";
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { checkout } from "../../io/checkout.ts";
import { readJson } from "../../io/read_json.ts";
import { validate } from "../../io/validate.ts";

/** A number that a publication reports. */
export interface ReportedNumber {
  /** The metric, such as "FID". */
  readonly metric: string;
  /** The labels of the number's place, such as `{ data: "FFHQ 256", treatment: "E-TSDM", sampler: "DDIM, 50" }`. */
  readonly labels: Readonly<Record<string, string>>;
  /** The number. */
  readonly value: number;
  /** How far off it may be, where it was read from a drawing. */
  readonly uncertainty?: number;
  /** The page of the source. */
  readonly page: string;
  /** The table or figure. */
  readonly place: string;
}

/** What a publication reports. */
export interface Reported {
  /** The publication; `identifier` says where it can be found, such as "arXiv:2306.11251". */
  readonly source: {
    readonly title: string;
    readonly authors: string;
    readonly year: number;
    readonly identifier: string;
  };
  /** What it claims in words, with where. */
  readonly claims: readonly { readonly text: string; readonly page: string }[];
  /** Its numbers. */
  readonly numbers: readonly ReportedNumber[];
}

const text = once(() => z.string().min(1));

const reportedSchema: () => z.ZodType<Reported> = once(() =>
  z.strictObject({
    source: z.strictObject({ title: text(), authors: text(), year: z.int(), identifier: text() }),
    claims: z.array(z.strictObject({ text: text(), page: text() })).default([]),
    numbers: z.array(z.strictObject({
      metric: text(),
      labels: z.record(z.string(), z.string()),
      value: z.number(),
      uncertainty: z.number().min(0).optional(),
      page: text(),
      place: text(),
    })),
  })
);

/**
 * Reads what a publication reports.
 * @param path The file; the paper's, `data/reported/lipschitz_singularities.json`, unless told.
 * @returns Its claims and numbers.
 * @throws {TypeError} If something is missing or has the wrong type.
 * @throws {RangeError} If a key is unknown.
 * @throws {SyntaxError} If it is not JSON.
 * @throws {Error} If it cannot be read.
 * @category Experiments
 */
export async function readReported(path: string = paper()): Promise<Reported> {
  return validate(`read the reported numbers ${path}`, reportedSchema(), await readJson(path));
}

/**
 * The cell of the column "reported".
 * @param reported What was read.
 * @param metric The metric.
 * @param labels The labels of the place; a reported number may have fewer.
 * @returns The number with its page, such as "3.21 (p. 7, Table 1)", or "–" where none is known.
 */
export function reportedCell(reported: Reported, metric: string, labels: Readonly<Record<string, string>>): string {
  const found = reported.numbers.find((one) =>
    one.metric === metric && Object.entries(one.labels).every(([name, label]) => labels[name] === label)
  );
  return found === undefined ? "–" : `${found.value} (p. ${found.page}, ${found.place})`;
}

function paper(): string {
  return join(checkout, "data", "reported", "lipschitz_singularities.json");
}
