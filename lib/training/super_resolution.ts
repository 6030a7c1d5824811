/**
 * Super-resolution: pictures beside their coarse selves.
 * @module
 */
import { checkInteger, checkLength } from "../numerics/check.ts";
import type { TrainingData } from "./data.ts";

/**
 * Pictures as training data for super-resolution (Saharia et al. 2021, "SR3"): the network is told each picture's coarse
 * self, of areas averaged and repeated to the full size, for which it must have as many `imageChannels`.
 * @param data The pictures, [height, width, channels].
 * @param factor By how much the coarse picture is smaller, at least 2; divides height and width.
 * @returns The data with an `image` beside each picture.
 * @throws {TypeError} If the samples are not pictures.
 * @throws {RangeError} If the factor is no integer of at least 2, or does not divide height and width.
 * @category Training
 */
export function superResolution(data: TrainingData, factor: number): TrainingData {
  const action = `make super-resolution data of ${data.name}`, { shape } = data;
  if (shape.length !== 3) {
    throw new TypeError(`Cannot ${action}: samples must be pictures, got shape [${shape.join(", ")}]`);
  }
  checkInteger(action, "factor", factor, 2);
  for (const [name, side] of [["height", shape[0]], ["width", shape[1]]] as const) {
    if (side % factor !== 0) {
      throw new RangeError(`Cannot ${action}: factor must divide the ${name} ${side}, got ${factor}`);
    }
  }
  // Samples and their pictures are asked for with the same indices: decoded once, they serve both.
  const batches = new WeakMap<Uint32Array, ReturnType<TrainingData["batch"]>>();
  const batch = (indices: Uint32Array) => {
    if (!batches.has(indices)) batches.set(indices, data.batch(indices));
    return batches.get(indices)!;
  };
  return {
    name: `${data.name} at 1/${factor}`,
    shape,
    count: data.count,
    labels: data.labels,
    batch,
    image: { channels: shape[2], batch: async (indices) => coarsePictures(await batch(indices), shape, factor) },
  };
}

/**
 * Pictures with the detail taken out: the mean of each square of `factor` pixels, repeated over it.
 * @param pictures n × height × width × channels, row-major.
 * @param shape [height, width, channels].
 * @param factor The side of a square, in pixels; divides height and width.
 * @returns As many numbers.
 * @throws {TypeError} If the array does not hold whole pictures.
 * @category Training
 */
export function coarsePictures(pictures: Float32Array, shape: readonly number[], factor: number): Float32Array {
  const [height, width, channels] = shape, size = height * width * channels;
  checkLength("coarsen pictures", "pictures", pictures, Math.floor(pictures.length / size) * size);
  const out = new Float32Array(pictures.length), row = width * channels;
  for (let top = 0; top < pictures.length; top += factor * row) {
    for (let left = 0; left < row; left += factor * channels) {
      for (let c = 0; c < channels; c++) {
        const square = (visit: (at: number) => void) => {
          for (let y = 0; y < factor; y++) {
            for (let x = 0; x < factor; x++) visit(top + y * row + left + x * channels + c);
          }
        };
        let sum = 0;
        square((at) => sum += pictures[at]);
        const mean = sum / (factor * factor);
        square((at) => out[at] = mean);
      }
    }
  }
  return out;
}
