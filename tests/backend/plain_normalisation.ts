/**
 * Group normalisation in float64, loop by loop: the reference of several tests.
 * @module
 */
import type { Field } from "./check_operation.ts";

/**
 * Group normalisation, with SiLU or without.
 * @param x [n, h, w, c].
 * @param scale [c].
 * @param offset [c].
 * @param groups How many groups.
 * @param plain Whether to leave SiLU out.
 * @returns The shape of x.
 */
export function activated(x: Field, scale: Field, offset: Field, groups: number, plain: boolean): Field {
  const [n, , , c] = x.shape, rows = x.data.length / n / c, width = c / groups, data = new Float64Array(x.data.length);
  for (let i = 0; i < n; i++) {
    for (let g = 0; g < groups; g++) {
      const at: number[] = [];
      for (let r = 0; r < rows; r++) for (let k = 0; k < width; k++) at.push((i * rows + r) * c + g * width + k);
      const mean = at.reduce((sum, j) => sum + x.data[j], 0) / at.length;
      const variance = at.reduce((sum, j) => sum + (x.data[j] - mean) ** 2, 0) / at.length;
      for (const j of at) {
        const z = (x.data[j] - mean) / Math.sqrt(variance + 1e-5) * scale.data[j % c] + offset.data[j % c];
        data[j] = plain ? z : z / (1 + Math.exp(-z));
      }
    }
  }
  return { shape: x.shape, data };
}
