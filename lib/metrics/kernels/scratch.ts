/**
 * The metrics' scratch memory. Where `deno task native` has been run, its kernels are machine code on all cores, with the
 * same bytes.
 * @module
 */
import { loadNativeFloat64 } from "../../backend/native/block.ts";
import { type Float64Kernels, scratchKernels } from "../../numerics/kernels/float64.ts";

/**
 * This thread's scratch kernels, in machine code where there is some ({@link scratchKernels}).
 * @param bytes How much memory the caller needs.
 * @returns The kernels.
 * @throws {RangeError} Where the memory cannot be had.
 */
export function metricsKernels(bytes: number): Float64Kernels {
  return scratchKernels(bytes, loadNativeFloat64());
}
