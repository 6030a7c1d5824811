/**
 * What stands beside an emitted script: requirements, launch files, a README.
 * @module
 */
import kit from "../../../deno.json" with { type: "json" };
import { plainText } from "../python/literal.ts";
import type { EmitPlan } from "./plan.ts";

/** The packages that the scripts are tested with. */
export const REQUIREMENTS: readonly string[] = [
  "accelerate==1.15.0",
  "diffusers==0.42.1",
  "numpy==2.4.6",
  "pillow==13.0.0",
  "safetensors==0.8.0",
  "tensorboard==2.21.0",
  "torch==2.15.0",
];

/**
 * The text files beside a script.
 * @param plan The run.
 * @param title Where the configuration stands.
 * @param data Where the script looks for its pictures, from its folder.
 * @returns Their texts by name.
 */
export function launchFiles(plan: EmitPlan, title: string, data: string): Readonly<Record<string, string>> {
  const name = plainText(title).replace(/[^\w.-]+/g, "-").slice(0, 60) || "run";
  return {
    "requirements.txt": `# What train.py was tested with, on Python 3.11 and later.\n${REQUIREMENTS.join("\n")}\n`,
    "launch.sh": `#!/bin/sh
# Trains on all GPUs of this machine, or on GPUS of them: GPUS=4 sh launch.sh --micro 2
# Without a GPU: GPUS=2 sh launch.sh --precision no, with two processes on the processor.
set -e
cd "$(dirname "$0")"
GPUS=\${GPUS:-$(nvidia-smi --list-gpus | wc -l)}
exec accelerate launch --num_machines 1 --num_processes "$GPUS" --mixed_precision no --dynamo_backend no \\
  $([ "$GPUS" -gt 1 ] && echo --multi_gpu) train.py --precision bf16 "$@"
`,
    "slurm.sh": `#!/bin/sh
# Trains on several machines: sbatch --nodes 4 slurm.sh. Killed or requeued, it goes on from its newest checkpoint.
# Without GPUs: GPUS=2 sbatch --gpus-per-node 0 --cpus-per-task 2 slurm.sh --precision no, with two processes on each.
#SBATCH --job-name=${name}
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --gpus-per-node=8
#SBATCH --cpus-per-task=64
#SBATCH --time=24:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=slurm.log
set -e
cd "\${SLURM_SUBMIT_DIR:-$(dirname "$0")}"
head=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)
# A step of a job has one core for each task unless told, and jobs on one machine must not share a port.
srun --cpus-per-task "$SLURM_CPUS_PER_TASK" torchrun --nnodes "$SLURM_NNODES" \\
  --nproc_per_node "\${GPUS:-\${SLURM_GPUS_ON_NODE:-8}}" --rdzv_backend c10d --rdzv_id "$SLURM_JOB_ID" \\
  --rdzv_endpoint "$head:$((29500 + SLURM_JOB_ID % 1000))" train.py --precision bf16 "$@"
`,
    "README.md": readme(plan, title, data),
  };
}

function readme({ run, treatment, training, path }: EmitPlan, title: string, data: string): string {
  return `# ${plainText(title)}

${treatment.name}, run ${run.id} of nearzero ${kit.version}, for PyTorch, diffusers and accelerate.

    python -m pip install -r requirements.txt
    sh launch.sh                # all GPUs of this machine
    sbatch slurm.sh             # several machines
    tensorboard --logdir checkpoints/log

| file | what it is |
| --- | --- |
| train.py | the training: network, noise, loss, loop |
| config.json | the configuration with every default, as \`deno task run\` takes it |
| levels.npz | the noise levels in float64${
    path.steps === undefined ? ": knots of continuous time" : ", one of each step"
  } |
| ${data}/pictures.npy | the pictures as the kit sees them, uint8, [n, height, width, channels] |
| pipeline/ | what each checkpoint says beside its network |

A batch is ${training.batch} samples, whatever the number of processes, which must divide it. Killed, it goes on from the newest
of \`checkpoints/step_N\`. Each of these is a folder of diffusers; the last one comes back to the kit with

    deno task run config.json --trained checkpoints/step_${String(training.steps).padStart(8, "0")}

which draws the samples and measures what the configuration says, under the identity ${run.id}.
`;
}
