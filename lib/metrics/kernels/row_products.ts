/**
 * Inner products between all rows of two matrices.
 * @module
 */
import type { Features } from "./rows.ts";
import { STEP, TILE } from "../../numerics/kernels/float64.ts";
import { packPanels } from "../../numerics/kernels/pack.ts";
import { metricsKernels } from "./scratch.ts";

const DEPTH = 256;

/**
 * X Yᵀ in float64.
 * @param x n × d, row-major.
 * @param y m × d, row-major.
 * @param dimension d ≥ 1.
 * @returns n × m, row-major.
 */
export function rowProducts(x: Features, y: Features, dimension: number): Float64Array {
  const d = dimension, n = x.length / d, m = y.length / d;
  const panels1 = Math.ceil(n / TILE), panels2 = Math.ceil(m / TILE), stride = panels2 * TILE;
  const depth = Math.min(DEPTH, Math.ceil(d / STEP) * STEP),
    size1 = panels1 * TILE * depth,
    size2 = panels2 * TILE * depth;
  const kernels = metricsKernels(8 * (size1 + size2 + panels1 * TILE * stride));
  const memory = new Float64Array(kernels.memory.buffer);
  const c = memory.subarray(size1 + size2, size1 + size2 + panels1 * TILE * stride).fill(0);
  for (let start = 0; start < d; start += depth) {
    const width = Math.min(depth, d - start);
    memory.fill(0, 0, size1 + size2);
    packPanels(memory, 0, depth, x, start, [n, d], [width, 1]);
    packPanels(memory, size1, depth, y, start, [m, d], [width, 1]);
    kernels.block(0, 8 * size1, 8 * (size1 + size2), panels1, panels2, depth, 8 * stride);
  }
  const out = new Float64Array(n * m);
  for (let i = 0; i < n; i++) out.set(c.subarray(i * stride, i * stride + m), i * m);
  return out;
}
