/**
 * A run as an emitted script needs it: everything resolved, and refused where PyTorch or diffusers has no such thing.
 * @module
 */
import type { PlannedRun } from "../../experiments/config/planned_run.ts";
import type { RunConfig } from "../../experiments/config/run_config.ts";
import { planOfRun } from "../../experiments/runs/run_samples.ts";
import type { UNetConfig } from "../../nn/config.ts";
import { type NamedUNet, unetInDiffusers } from "../../pretrained/diffusers/exportable.ts";
import type { NoisePath } from "../../samplers/noise_path.ts";
import { makePath } from "../../training/config/schedule_config.ts";
import type { TrainingConfig } from "../../training/config/training_config.ts";
import { makeTreatment } from "../../treatments/treatment_config.ts";
import type { Treatment } from "../../treatments/treatment.ts";

/** A run that can be emitted. */
export interface EmitPlan {
  /** The run and its identities. */
  readonly run: PlannedRun;
  /** Its training. */
  readonly training: TrainingConfig;
  /** How its samples are drawn. */
  readonly sampler: RunConfig["sampler"];
  /** Its network. */
  readonly network: UNetConfig;
  /** The same in the words of diffusers. */
  readonly unet: NamedUNet;
  /** The noise levels, a treatment's own included. */
  readonly path: NoisePath;
  /** What is done about the slope near t = 0. */
  readonly treatment: Treatment;
  /** By how much the picture beside each sample is coarser; absent where there is none. */
  readonly coarse?: number;
}

/**
 * Resolves a run.
 * @param run The run.
 * @returns The plan.
 * @throws {RangeError} If its network, its data or its sampler is nothing that the script can express: names it.
 */
export function emitPlan(run: PlannedRun): EmitPlan {
  const { training, data, sampler } = run.config, { network } = training;
  const refuse = (why: string): never => {
    throw new RangeError(`Cannot emit for accelerate: ${why}`);
  };
  if (network.kind !== "unet") return refuse(`the network must be a unet, which diffusers has, got ${network.kind}`);
  if (data.kind !== "pictures") return refuse(`the data must be pictures, got ${data.kind}`);
  const unet = named(network);
  const [height, width, channels] = network.shape;
  if (height !== data.size || width !== data.size || data.channels !== undefined && data.channels !== channels) {
    refuse(
      `the network takes [${network.shape}], the data are [${data.size}, ${data.size}, ${
        data.channels ?? "as stored"
      }]`,
    );
  }
  if (network.imageChannels !== (data.superResolution === undefined ? 0 : channels)) {
    refuse(`the network takes ${network.imageChannels} channels beside the sample, which are not the data's`);
  }
  if (training.batch % training.accumulate !== 0) {
    refuse(`accumulate must divide the batch of ${training.batch}, got ${training.accumulate}`);
  }
  // What must fail of the sampler fails before anything is written.
  planOfRun(run.config);
  const own = makePath(training.schedule, training.time), treatment = makeTreatment(training.treatment, own);
  return {
    run,
    training,
    sampler,
    network,
    unet,
    path: treatment.path ?? own,
    treatment,
    coarse: data.superResolution,
  };
}

function named(network: UNetConfig): NamedUNet {
  try {
    return unetInDiffusers(network);
  } catch (error) {
    const why = (error as Error).message.replace(/^Cannot export the network to diffusers: /, "");
    throw new RangeError(`Cannot emit for accelerate: ${why}`, { cause: error });
  }
}
