/**
 * On what training is timed: the backends of this machine, with one worker or one for each core.
 * @module
 */
import { type BackendName, backendNames, probeBackends } from "../../lib/backend/choice/probe.ts";
import { type NetworkConfig, unetConfig } from "../../lib/nn/config.ts";
import { checkKnown } from "../../lib/numerics/check.ts";
import type { Side } from "./training_run.ts";

/**
 * The sides to be timed.
 * @param backends The names of their backends; where there are none, those that the machine has and that are made for training.
 * @returns The sides; wasm computes in one thread, so that it comes with one worker and with one for each core.
 * @throws {RangeError} If a name is not known.
 */
export async function sidesNamed(backends: readonly string[]): Promise<Side[]> {
  for (const name of backends) checkKnown("time training", "backend", name, backendNames);
  const all = backends.length > 0 ? backends as readonly BackendName[] : await trainable();
  return all.flatMap((backend) => {
    const workers = backend === "wasm" ? [...new Set([1, navigator.hardwareConcurrency])] : [1];
    return workers.map((workers) => ({ backend, workers }));
  });
}

async function trainable(): Promise<BackendName[]> {
  const probes = await probeBackends();
  return probes.filter(({ name, available }) => available && name !== "cpu").map(({ name }) => name);
}

/**
 * A side's name in rows.
 * @param side The side.
 * @returns Such as "native" or "wasm x 2".
 */
export function nameOf({ backend, workers }: Side): string {
  return workers === 1 ? backend : `${backend} x ${workers}`;
}

/**
 * Whether a side computes on a GPU.
 * @param side The side.
 * @returns Whether it does.
 */
export function onGpu({ backend }: Side): boolean {
  return backend === "webgpu";
}

/**
 * The kit's U-Net for grey pictures.
 * @param side Their height and width in pixels.
 * @param base The channels of its first level.
 * @returns Its configuration.
 */
export function unetOf(side: number, base: number): NetworkConfig {
  return unetConfig({ shape: [side, side, 1], base });
}
