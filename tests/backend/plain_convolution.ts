/**
 * A convolution in float64, loop by loop, with any strides and paddings: the reference of several tests.
 * @module
 */
import type { Field } from "./check_operation.ts";

/** Where the filter stands. */
export interface Placement {
  strides: [number, number];
  /** Rows of zeros above and columns of zeros left of the image. */
  before: [number, number];
  /** Height and width of the result. */
  out: [number, number];
}

/**
 * The placement of padding "same": as TensorFlow has it, the odd row of zeros below and the odd column right.
 * @param size Height and width of the image.
 * @param kernel Height and width of the filter.
 * @param stride Step in both directions.
 * @returns The placement.
 */
export function same(size: [number, number], kernel: [number, number], stride: number): Placement {
  const out = size.map((length) => Math.ceil(length / stride)) as [number, number];
  const before = size.map((length, i) => Math.floor(Math.max(0, (out[i] - 1) * stride + kernel[i] - length) / 2)) as [
    number,
    number,
  ];
  return { strides: [stride, stride], before, out };
}

/**
 * y[n, i, j, o] = Σ x[n, i·s + a − before, j·s + b − before, c]·w[a, b, c, o], x being zero outside.
 * @param x [n, h, w, cIn].
 * @param w [a, b, cIn, cOut].
 * @param placement Where the filter stands.
 * @returns [n, h′, w′, cOut].
 */
export function plainConvolution(x: Field, w: Field, { strides, before, out }: Placement): Field {
  const [batch, height, width, from] = x.shape, [rows, columns, , to] = w.shape;
  const y = new Float64Array(batch * out[0] * out[1] * to);
  let at = 0;
  for (let n = 0; n < batch; n++) {
    for (let i = 0; i < out[0]; i++) {
      for (let j = 0; j < out[1]; j++, at += to) {
        for (let a = 0; a < rows; a++) {
          const row = i * strides[0] + a - before[0];
          if (row < 0 || row >= height) continue;
          for (let b = 0; b < columns; b++) {
            const column = j * strides[1] + b - before[1];
            if (column < 0 || column >= width) continue;
            for (let c = 0; c < from; c++) {
              const value = x.data[((n * height + row) * width + column) * from + c];
              for (let o = 0; o < to; o++) y[at + o] += value * w.data[((a * columns + b) * from + c) * to + o];
            }
          }
        }
      }
    }
  }
  return { shape: [batch, ...out, to], data: y };
}
