/** Made-up weights of the Inception network, the same that record_inception.py computes from the place of each number. */
import {
  expectedShapes,
  foldWeights,
  type InceptionWeights,
  type WeightArray,
} from "../../lib/metrics/inception/weights.ts";

/** An integer hashed to [−1, 1). */
function uniform(stream: number, index: number): number {
  let x = (index + Math.imul(stream, 0x9e3779b9)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 31 - 1;
}

export function madeUpArrays(): Map<string, WeightArray> {
  const shapes = expectedShapes();
  return new Map(
    [...shapes.keys()].sort().map((name, stream) => {
      const shape = shapes.get(name)!, count = shape.reduce((product, extent) => product * extent, 1);
      const scale = Math.sqrt(6 / (count / shape[0]));
      const value = (u: number) =>
        name.endsWith("running_var")
          ? 1 + u / 2
          : name.endsWith("bn.weight")
          ? 1 + u / 5
          : shape.length === 1
          ? u / 10
          : u * scale;
      const values = new Float32Array(count);
      for (let i = 0; i < count; i++) values[i] = value(uniform(stream, i));
      return [name, { shape, values }];
    }),
  );
}

export function madeUpWeights(): InceptionWeights {
  return foldWeights(madeUpArrays(), "made up", "made-up weights");
}
