/**
 * The script as a whole.
 * @module
 */
import kit from "../../../deno.json" with { type: "json" };
import { block, joinPieces, plainText, pythonLiteral as py } from "../python/literal.ts";
import { dataPython } from "./data_python.ts";
import { levelsPython } from "./levels_python.ts";
import { loopPython } from "./loop_python.ts";
import { networkPython } from "./network_python.ts";
import { asksForSlope, objectivePython } from "./objective_python.ts";
import type { EmitPlan } from "./plan.ts";
import { samplingConstants, samplingPython } from "./sampling_python.ts";
import { timesPython } from "./times_python.ts";
import { treatmentPython } from "./treatments_python.ts";

/**
 * The training script of a run: Python for this configuration alone.
 * @param plan The run.
 * @param title Where the configuration stands, for the header.
 * @param data Where the pictures are, as a Python expression.
 * @returns The text.
 * @throws {RangeError} If the treatment has no Python.
 */
export function trainingScript(plan: EmitPlan, title: string, data: string = `HERE / "data"`): string {
  const { run, training, network, treatment } = plan, { optimiser, times: drawn } = training;
  const treated = treatmentPython(plan), times = timesPython(plan), levels = levelsPython(plan, asksForSlope(plan));
  const objective = objectivePython(plan, treated), [height, width] = network.shape;
  const { name } = run.config.data as { readonly name: string };
  const uses = {
    normal: drawn.kind === "log-normal",
    attention: treatment.penalty?.estimator === "exact",
  };
  const head = `"""${plainText(`${treatment.name} on ${name}, ${height} × ${width}: ${title}`)}, run ${run.id}.

The training of nearzero ${kit.version}, for PyTorch, diffusers and accelerate: the same mathematics with other random numbers.
"sh launch.sh" starts it here, "sbatch slurm.sh" on several machines; it goes on where it was stopped. Cite Yang et al.,
"Lipschitz Singularities in Diffusion Models" (ICLR 2024, arXiv 2306.11251), and nearzero ${kit.version}.
"""
${
    block(
      `import argparse
import contextlib
import json
import math
import shutil
import time
from pathlib import Path`,
      uses.normal && "from statistics import NormalDist",
      `
import diffusers
import numpy as np
import torch`,
      `from accelerate import Accelerator`,
      uses.attention && "from diffusers.models.attention_processor import Attention, AttnProcessor",
      `from safetensors.torch import load_file
from torch.utils.tensorboard import SummaryWriter`,
    )
  }

HERE, DEVICE = Path(__file__).resolve().parent, "cuda" if torch.cuda.is_available() else "cpu"
${
    block(
      `SEED, STEPS, EVERY = ${py(training.seed)}, ${py(training.steps)}, ${
        py(training.every)
      }  # EVERY: of the reports`,
      `BATCH, MICRO = ${py(training.batch)}, ${
        py(training.batch / training.accumulate)
      }  # of all processes together, and of one at a time`,
      rates(optimiser),
      optimiser.ema.halfLife * optimiser.ema.rampUp > 0 &&
        `HALF_LIFE, RAMP_UP = ${py(optimiser.ema.halfLife)}, ${
          py(optimiser.ema.rampUp)
        }  # of the average, in steps and as a share of them`,
      network.classes > 0 && `NO_LABEL, LABEL_DROPOUT = ${network.classes}, ${py(training.labelDropout)}`,
      samplingConstants(plan),
      `BYTES = (np.arange(256) / 127.5 - 1).astype(np.float32)  # what a picture's bytes stand for`,
      levels.constants,
      treated.constants !== "" && treated.constants,
      times.constants !== "" && times.constants,
      objective.constants !== "" && objective.constants,
    )
  }`;
  return joinPieces([
    head,
    levels.code,
    treated.code,
    times.code,
    dataPython(plan, times),
    networkPython(plan),
    objective.code,
    samplingPython(plan, treated),
    loopPython(plan, times, data),
  ]);
}

/** The line of what an update goes by, as far as the run has it. */
function rates({ learningRate, warmup, clip }: EmitPlan["training"]["optimiser"]): string {
  const all = [
    ["LEARNING_RATE", learningRate],
    ...(warmup > 1 ? [["WARMUP", warmup]] : []),
    ...(clip === null ? [] : [["CLIP", clip]]),
  ];
  const about = clip === null ? "" : "  # CLIP: the largest norm of a gradient";
  return `${all.map(([name]) => name).join(", ")} = ${all.map(([, value]) => py(value)).join(", ")}${about}`;
}
