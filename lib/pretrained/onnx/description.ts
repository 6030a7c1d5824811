/**
 * What an ONNX file takes and gives, as JSON beside it.
 * @module
 */
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { validate } from "../../io/validate.ts";
import { makePath, scheduleConfig, type TimeConfig, timeConfig } from "../../training/config/schedule_config.ts";
import type { ScheduleConfig } from "../../schedules/registry.ts";
import { conversion } from "../../oracle/convert.ts";
import type { NoisePath } from "../../samplers/noise_path.ts";
import type { Form } from "../models/form.ts";
import { levelFormula } from "./formula.ts";

const schema = once(() =>
  z.strictObject({
    name: z.string().optional(),
    notes: z.array(z.string()).default([]),
    shape: z.tuple([z.int().min(1), z.int().min(1), z.int().min(1)]),
    layout: z.enum(["nchw", "nhwc"]).default("nchw"),
    input: z.string(),
    scale: z.string().default("1"),
    told: z.strictObject({ name: z.string(), formula: z.string().default("time") }),
    constants: z.record(z.string(), z.number()).default({}),
    output: z.string(),
    gives: z.union([z.enum(["eps", "x0", "v"]), z.strictObject({ a: z.string(), b: z.string() })]).default("eps"),
    schedule: scheduleConfig().prefault({ kind: "linear" }),
    time: timeConfig().prefault({ kind: "discrete" }),
  })
);

/** What an ONNX file takes and gives. */
export interface OnnxDescription {
  /** The model's name, where the JSON says it. */
  readonly name?: string;
  /** What a reader should know of it. */
  readonly notes: readonly string[];
  /** The shape of one sample: [height, width, channels]. */
  readonly shape: readonly [number, number, number];
  /** Where channels stand in the file's pictures. */
  readonly layout: "nchw" | "nhwc";
  /** The input that takes the noisy sample. */
  readonly input: string;
  /** The input that takes what is told of the time, one number for each sample. */
  readonly told: string;
  /** Further inputs, one constant number for each sample. */
  readonly constants: Readonly<Record<string, number>>;
  /** The output that is read. */
  readonly output: string;
  /** How noise is predicted by it. */
  readonly form: Form;
  /** The noise levels. */
  readonly path: NoisePath;
  /** The levels as a run's configuration says them. */
  readonly schedule: ScheduleConfig;
  /** Time as a run's configuration says it. */
  readonly time: TimeConfig;
}

/**
 * Reads a description. The sample that goes in is s·x with `scale` for s, such as `"1 / alpha"`; what is told is
 * `told.formula`; `gives` is ε, x0, v, or the formulas a and b of ε̂ = a·output + b·x.
 * @param value The JSON.
 * @param file Its file, for errors.
 * @returns The description.
 * @throws {TypeError} If a value is missing or has the wrong type.
 * @throws {RangeError} If a key is unknown or a value out of range.
 * @throws {SyntaxError} If a formula cannot be parsed.
 */
export function onnxDescription(value: unknown, file: string): OnnxDescription {
  const action = `read ${file}`, c = validate(action, schema(), value), path = makePath(c.schedule, c.time);
  const formula = (text: string) => levelFormula(text, path, action), { gives } = c;
  const output: Form["output"] = typeof gives === "string"
    ? (time) => conversion(gives, "eps", path.levelAt(time))
    : (([a, b]) => (time: number): [number, number] => [a(time), b(time)])([formula(gives.a), formula(gives.b)]);
  const form: Form = {
    gives: typeof gives === "string" ? gives : `${gives.a} · output + ${gives.b} · x`,
    toldAs: c.told.formula,
    input: formula(c.scale),
    told: formula(c.told.formula),
    toldSlope() {
      throw new RangeError("Cannot differentiate an ONNX model: it has no forward mode");
    },
    output,
  };
  return { ...c, told: c.told.name, form, path };
}
