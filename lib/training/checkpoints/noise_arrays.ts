/**
 * What a network learned of time, as arrays: they tell networks of the same shapes apart.
 * @module
 */
import type { Condition } from "../../conditioning/types.ts";
import type { StoredTensor } from "../../io/formats/safetensors.ts";
import type { NoisePath } from "../../samplers/noise_path.ts";
import { probeTimes } from "../../objectives/path.ts";

/** The noise levels of a run and what its network is told of them. */
export interface NoiseSource {
  /** The noise levels. */
  readonly path: NoisePath;
  /** What the network is told of a time. */
  readonly condition: Condition;
  /** Where training puts the noise of a time, where that is not the time itself. */
  readonly noiseTime?: Condition;
}

/**
 * The noise levels (`logSnr`), what the network is told of them (`conditions`) and, where it is not where time is, where
 * the noise is (`noiseTimes`): at each step, or at a thousand times where time is continuous.
 * @param source The path and the conditions.
 * @returns The arrays by name.
 */
export function noiseArrays({ path, condition, noiseTime }: NoiseSource): Record<string, StoredTensor> {
  const times = probeTimes(path), shape = [times.length];
  const logSnr = times.map((time) => {
    const { alpha, sigma } = path.levelAt(time);
    return 2 * Math.log(alpha / sigma);
  });
  const arrays = { logSnr: { shape, values: logSnr }, conditions: { shape, values: times.map(condition) } };
  return noiseTime === undefined ? arrays : { ...arrays, noiseTimes: { shape, values: times.map(noiseTime) } };
}

/**
 * Checks that a file is of these noise levels and conditions.
 * @param file The file, for errors.
 * @param tensors The file's arrays; those of {@linkcode noiseArrays} are among them in their shapes.
 * @param arrays What {@linkcode noiseArrays} gives here.
 * @throws {RangeError} If a value differs: names the first place that does, with both values.
 */
export function checkNoise(
  file: string,
  tensors: ReadonlyMap<string, StoredTensor>,
  arrays: Readonly<Record<string, StoredTensor>>,
): void {
  for (const [name, { values }] of Object.entries(arrays)) {
    const stored = tensors.get(name)!.values;
    for (let at = 0; at < values.length; at++) {
      if (values[at] === stored[at]) continue;
      throw new RangeError(`Cannot load ${file}: ${name}[${at}] is ${stored[at]}, not ${values[at]}`);
    }
  }
}
