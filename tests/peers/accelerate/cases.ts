/**
 * Small runs of every kind, for comparing emitted scripts with the kit.
 * @module
 */
import type { TrainingConfigOptions } from "../../../lib/training/config/training_config.ts";
import type { UNetOptions } from "../../../lib/nn/config.ts";

/** What of a run is not as in the first. */
export interface Case {
  readonly name: string;
  readonly network?: Partial<UNetOptions>;
  readonly training?: Partial<Omit<TrainingConfigOptions, "network">>;
  readonly superResolution?: number;
  /** Channels of the pictures; 1 unless told. */
  readonly channels?: 1 | 3;
}

const continuous = { time: { kind: "continuous" } } as const;

/** The runs. */
export const cases: readonly Case[] = [
  { name: "ddpm" },
  { name: "e-tsdm", training: { treatment: { kind: "e-tsdm" } }, network: { injection: "film" } },
  {
    name: "adm",
    channels: 3,
    network: { injection: "film", down: "residual", up: "residual", heads: 2, blocks: 2, attention: [4] },
    training: { treatment: { kind: "e-tsdm", until: 70, intervals: 3 } },
  },
  {
    name: "strided",
    network: { down: "stride", up: "convolution", classes: 3 },
    training: { optimiser: { weightDecay: 0.01, clip: null, warmup: 0 }, accumulate: 2 },
  },
  { name: "log-snr-v", training: { treatment: { kind: "log-snr" }, loss: { prediction: "v" } } },
  {
    name: "sigma-x0",
    training: { treatment: { kind: "sigma" }, loss: { prediction: "x0", weight: { kind: "min-snr" } } },
  },
  { name: "remap-vlb", training: { treatment: { kind: "remap" }, loss: { weight: { kind: "vlb" } } } },
  {
    name: "quantised",
    training: { treatment: { kind: "quantised", until: 700 }, loss: { prediction: "v", weight: { kind: "edm" } } },
  },
  { name: "mod-ns", training: { treatment: { kind: "mod-ns" }, schedule: { kind: "cosine" } } },
  {
    name: "regularised",
    training: { treatment: { kind: "regularised", until: 800, estimator: "difference", delta: 3 }, ...{} },
  },
  {
    name: "regularised-exact",
    training: { treatment: { kind: "regularised", until: 800, estimator: "exact", weight: 1e4 } },
  },
  {
    name: "regularised-exact-v",
    training: {
      treatment: { kind: "regularised", until: 0.8, estimator: "exact" },
      loss: { prediction: "v" },
      ...continuous,
    },
  },
  {
    name: "regularised-difference-x0",
    training: {
      treatment: { kind: "regularised", until: 0.8, weight: 1e-3 },
      loss: { prediction: "x0" },
      ...continuous,
    },
  },
  {
    name: "continuous",
    training: {
      ...continuous,
      treatment: { kind: "e-tsdm" },
      schedule: { kind: "cosine" },
      times: { kind: "log-normal" },
    },
  },
  {
    name: "continuous-mod-ns",
    training: { ...continuous, treatment: { kind: "mod-ns" }, loss: { prediction: "v", weight: { kind: "vlb" } } },
  },
  {
    name: "continuous-quantised",
    training: { ...continuous, treatment: { kind: "quantised" }, times: { kind: "stratified" } },
  },
  { name: "importance", training: { times: { kind: "importance", intervals: 4, history: 2 }, every: 1 } },
  { name: "super-resolution", superResolution: 2, channels: 3, network: { waveOrder: "cos-sin", waveShift: 0 } },
];
