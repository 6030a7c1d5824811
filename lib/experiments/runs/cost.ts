/**
 * What a run would cost on machines that are not here.
 * @module
 */
import type { TrainingConfig } from "../../training/config/training_config.ts";
import { stepFlops } from "./flops.ts";

/** A device with the throughput that is assumed of it. * @category Experiments
 */
export interface AssumedDevice {
  /** Its name. */
  readonly name: string;
  /** Operations a second that training reaches. */
  readonly throughput: number;
  /** What is assumed. */
  readonly why: string;
}

/**
 * What is assumed of devices: a third of the tensor cores' peak in bf16, which U-Nets of this size reach, and for a
 * processor what the kit's native backend does with about sixteen cores. Nothing of it is measured on the machine at hand.
 * @category Experiments
 */
export const devices: readonly AssumedDevice[] = [
  { name: "A100", throughput: 104e12, why: "a third of 312 TFLOP/s in bf16" },
  { name: "H100", throughput: 330e12, why: "a third of 989 TFLOP/s in bf16" },
  { name: "processor", throughput: 0.5e12, why: "0.5 TFLOP/s in float32" },
];

/** Beyond so many hours a run is better taken to several machines: a week. */
const WEEK = 7 * 24;

/** What a run would cost. * @category Experiments
 */
export interface RunCost {
  /** Operations of a training step. */
  readonly step: number;
  /** Hours on each of the assumed devices, one of it. */
  readonly hours: readonly { readonly device: AssumedDevice; readonly hours: number }[];
  /** Whether one machine, with a processor alone or with one A100, would take more than a week. */
  readonly beyond: { readonly processor: boolean; readonly gpu: boolean };
}

/**
 * Estimates the cost of a training.
 * @param training The training.
 * @returns Operations and hours; measures and samples are not in it.
 * @category Experiments
 */
export function trainingCost({ network, batch, steps }: Pick<TrainingConfig, "network" | "batch" | "steps">): RunCost {
  const step = stepFlops(network, batch);
  const hours = devices.map((device) => ({ device, hours: steps * step / device.throughput / 3600 }));
  const of = (name: string) => hours.find(({ device }) => device.name === name)!.hours;
  return { step, hours, beyond: { processor: of("processor") > WEEK, gpu: of("A100") > WEEK } };
}

/**
 * Says what a run would cost.
 * @param training The training.
 * @returns Lines for the terminal, with what is assumed.
 * @category Experiments
 */
export function describeCost(training: Pick<TrainingConfig, "network" | "batch" | "steps">): string {
  const { step, hours, beyond } = trainingCost(training);
  const lines = [
    `a step       ${scaled(step)}FLOP, three times a prediction of each of ${training.batch} samples`,
    ...hours.map(({ device: { name, why }, hours }) =>
      `${name === "processor" ? "hours" : "GPU-hours"}`.padEnd(13) +
      `${name.padEnd(9)} ${hoursText(hours)}, assuming ${why}`
    ),
  ];
  if (!beyond.processor && !beyond.gpu) return lines.join("\n");
  const where = beyond.gpu ? "one GPU" : "one machine without a GPU";
  lines.push(`more than a week on ${where}: deno task run CONFIG --emit accelerate DIR takes it to several`);
  return lines.join("\n");
}

function scaled(count: number): string {
  const exponent = Math.min(5, Math.floor(Math.log10(Math.max(1, count)) / 3));
  return `${(count / 1000 ** exponent).toPrecision(3)} ${["", "k", "M", "G", "T", "P"][exponent]}`;
}

function hoursText(hours: number): string {
  if (hours >= 10) return Math.round(hours).toLocaleString("en");
  return hours >= 0.01 ? hours.toPrecision(2) : "under 0.01";
}
