/**
 * Tasks as an Indexed Job of Kubernetes.
 * @module
 */
import type { Job as KubernetesJob } from "kubernetes-types/batch/v1.d.ts";
import { TRY_AGAIN } from "../../io/process/interruptible.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { NEVER_RETRY } from "../runs/exit_codes.ts";
import type { SweepJob } from "../sweeps/job.ts";

/** What is asked of the cluster. */
export interface KubernetesOptions {
  /** The image that the tasks run in: Deno and this checkout at the path where it is here. */
  readonly image: string;
  /** The claim of a volume that holds the store, mounted at the store's path. */
  readonly claim: string;
  /** Tasks at a time; 4 unless told. */
  readonly parallelism?: number;
  /** Cores of each task; 1 unless told. */
  readonly coresPerTask?: number;
  /** Memory of each task; "4Gi" unless told. */
  readonly memory?: string;
  /** Tries of each task after a failure; 3 unless told. A pre-emption is none. */
  readonly retries?: number;
}

/**
 * The tasks as an Indexed Job (batch/v1, Kubernetes 1.33 or newer). A task that would fail again fails for good by its
 * exit code; one that was stopped, or whose pod was pre-empted, is tried again without being counted.
 * @param job The tasks.
 * @param options Image, volume, cores, memory and tries.
 * @returns The manifest as plain data; JSON is YAML, and kubectl takes both.
 */
export function kubernetesJob(job: SweepJob, options: KubernetesOptions): KubernetesJob {
  checkArguments("kubernetesJob", arguments);
  const { image, claim, parallelism = 4, coresPerTask = 1, memory = "4Gi", retries = 3 } = options;
  const env = { TF_NUM_INTRAOP_THREADS: String(coresPerTask), NEARZERO_PENDING: job.pending.join(" "), ...job.env };
  // The index counts the tasks that are left; the shell finds the task's own number.
  const shell = 'task=$(set -- $NEARZERO_PENDING; shift "$JOB_COMPLETION_INDEX"; echo "$1"); exec "$0" "$@" "$task"';
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: job.name.replaceAll("_", "-") },
    spec: {
      completionMode: "Indexed",
      completions: job.pending.length,
      parallelism,
      backoffLimitPerIndex: retries,
      podFailurePolicy: {
        rules: [
          { action: "FailIndex", onExitCodes: { containerName: "task", operator: "In", values: [NEVER_RETRY] } },
          { action: "Ignore", onExitCodes: { containerName: "task", operator: "In", values: [TRY_AGAIN] } },
          { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
        ],
      },
      template: {
        spec: {
          restartPolicy: "Never",
          terminationGracePeriodSeconds: 90,
          containers: [{
            name: "task",
            image,
            command: ["sh", "-c", shell, ...job.command],
            env: Object.entries(env).map(([name, value]) => ({ name, value })),
            resources: { requests: { cpu: String(coresPerTask), memory }, limits: { memory } },
            volumeMounts: [{ name: "store", mountPath: job.store.folder }],
          }],
          volumes: [{ name: "store", persistentVolumeClaim: { claimName: claim } }],
        },
      },
    },
  };
}
