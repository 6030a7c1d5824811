/**
 * How many pictures go through a network at a time.
 * @module
 */
import type { PretrainedModel } from "../models/model.ts";

/** A U-Net's way through holds about so many feature maps of full resolution and base width at once, tangents too. */
const MAPS = 40;
/** The share of the free memory that a batch may take. */
const SHARE = 0.25;
const MOST = 64;

/**
 * The batch that fits into the memory that is free.
 * @param model The model.
 * @param free Free bytes; those of this machine unless told.
 * @returns Pictures at a time, from 1 to 64.
 */
export function batchFor(model: PretrainedModel, free: number = Deno.systemMemoryInfo().available): number {
  const [height, width] = model.shape, config = model.network?.config;
  const channels = config?.kind === "unet" ? config.base : 64;
  const attention = config?.kind === "unet"
    ? Math.max(0, ...config.attention.map((at) => 4 * (at * at * width / height) ** 2))
    : 0;
  const each = 4 * (MAPS * height * width * channels + attention);
  return Math.min(MOST, Math.max(1, Math.floor(SHARE * free / each)));
}
