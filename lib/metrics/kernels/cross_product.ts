/**
 * The product of two Cholesky factors, whose singular values make up the trace term of the Fréchet distance.
 * @module
 */
import type { CholeskyFactor } from "./pivoted_cholesky.ts";
import { TILE } from "../../numerics/kernels/float64.ts";
import { packPanels } from "../../numerics/kernels/pack.ts";
import { metricsKernels } from "./scratch.ts";

/** Rows summed before the result is written to; the unit in which zeros of the first factor are skipped. */
const DEPTH = 256;

/**
 * M = L₁ᵀ L₂. Its singular values are the square roots of the eigenvalues of Σ₁^½ Σ₂ Σ₁^½ for Σᵢ = Lᵢ Lᵢᵀ.
 * @param first The factor L₁ of a d × d matrix.
 * @param second The factor L₂ of another.
 * @param dimension d.
 * @returns rank₁ × rank₂, row-major.
 */
export function crossProduct(first: CholeskyFactor, second: CholeskyFactor, dimension: number): Float64Array {
  const d = dimension, [r1, r2] = [first.rank, second.rank];
  const panels1 = Math.ceil(r1 / TILE), panels2 = Math.ceil(r2 / TILE), stride = panels2 * TILE;
  const product = new Float64Array(r1 * r2);
  if (product.length === 0) return product;
  const size1 = panels1 * TILE * DEPTH, size2 = panels2 * TILE * DEPTH, size = panels1 * TILE * stride;
  const kernels = metricsKernels(8 * (size1 + size2 + size));
  const memory = new Float64Array(kernels.memory.buffer);
  const c = memory.subarray(size1 + size2, size1 + size2 + size).fill(0);
  for (let start = 0; start < d; start += DEPTH) {
    memory.fill(0, 0, size1 + size2);
    for (let k = 0; k < Math.min(DEPTH, d - start); k++) {
      const row = first.order[start + k];
      packPanels(memory, TILE * k, DEPTH, first.factor, row * r1, [r1, 1], [1, 0]);
      packPanels(memory, size1 + TILE * k, DEPTH, second.factor, row * r2, [r2, 1], [1, 0]);
    }
    // In the order of its pivots, L₁ is zero behind the diagonal: columns behind this slab of rows take no part.
    const active = Math.min(panels1, Math.ceil(Math.min(start + DEPTH, d) / TILE));
    kernels.block(0, 8 * size1, 8 * (size1 + size2), active, panels2, DEPTH, 8 * stride);
  }
  for (let i = 0; i < r1; i++) product.set(c.subarray(i * stride, i * stride + r2), i * r2);
  return product;
}
