/**
 * Networks as subjects of advice.
 * @module
 */
import type { AdviceSubject } from "../advice/types.ts";
import { tf } from "../backend/tf.ts";
import { rowNorms } from "../lipschitz/oracle_subject.ts";
import { checkInteger, checkLength } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { empiricalSet } from "../oracle/empirical_set.ts";
import type { NoisePath } from "../samplers/noise_path.ts";
import type { TrainingData } from "../training/data.ts";

/**
 * A network as advice asks it: a `Trained`, or one that others trained.
 * @category Advice
 */
export interface AskedNetwork {
  /** Its name; "network" unless told. */
  readonly name?: string;
  /** Its noise levels. */
  readonly path: NoisePath;
  /**
   * The predicted noise.
   * @param x [B, ...shape].
   * @param time Where its noise is.
   * @returns [B, ...shape]; the caller frees it.
   */
  predict(x: tf.Tensor, time: number): tf.Tensor | Promise<tf.Tensor>;
}

/**
 * How much of the data is looked at, and how.
 * @category Advice
 */
export interface NetworkAdviceOptions {
  /** The most rows of the data that x_t is drawn from, taken evenly; 1,024 unless told. */
  readonly most?: number;
  /** Rows that the network is asked about at a time; 64 unless told. */
  readonly batch?: number;
}

/** Of differences in x: the step of each entry, where float32's rounding and the curve's bend are about alike. */
const STEP = 3e-2;

/** Of differences in the log-SNR, each way. */
const LOG_SNR_STEP = 0.05;

/**
 * A network as `advise` takes it: asked in float32, with derivatives by central differences, on the empirical law of its
 * data. Walks are compared with the network's own flow.
 * @param network The network.
 * @param data Where x0 is drawn from.
 * @param options How much of it.
 * @returns The subject.
 * @throws {RangeError} If there is no data.
 * @category Advice
 */
export async function networkAdvice(
  network: AskedNetwork,
  data: TrainingData,
  options: NetworkAdviceOptions = {},
): Promise<AdviceSubject> {
  checkArguments("networkAdvice", arguments);
  const { most = 1024, batch = 64 } = options, action = "advise on a network", { path } = network;
  checkInteger(action, "most", most, 1);
  checkInteger(action, "batch", batch, 1);
  checkInteger(action, "data.count", data.count, 1);
  const rows = Math.min(most, data.count), d = data.shape.reduce((a, b) => a * b, 1);
  const indices = Uint32Array.from({ length: rows }, (_, i) => Math.floor(i * data.count / rows));
  const law = empiricalSet({ dimension: d, points: await data.batch(indices), name: data.name });
  const ask = async (x: Float64Array, time: number): Promise<Float64Array> => {
    const out = new Float64Array(x.length);
    for (let first = 0; first < x.length; first += batch * d) {
      const part = Float32Array.from(x.subarray(first, first + batch * d));
      const input = tf.tensor(part, [part.length / d, ...data.shape]), said = await network.predict(input, time);
      const values = await said.data();
      tf.dispose([input, said]);
      checkLength(action, "the prediction", values, part.length);
      out.set(values, first);
    }
    return out;
  };
  return {
    name: `${network.name ?? "network"} on ${data.name}`,
    kind: "network",
    dimension: d,
    law,
    path,
    eps: (x, { time }) => ask(x, time),
    async jacobian(x, { time }, tangent) {
      const steps = rowNorms([[1, tangent]], d).map((norm) => norm > 0 ? STEP * Math.sqrt(d) / norm : 0);
      const moved = (side: number) => x.map((value, i) => value + side * steps[Math.floor(i / d)] * tangent[i]);
      const [up, down] = [await ask(moved(1), time), await ask(moved(-1), time)];
      return up.map((value, i) =>
        steps[Math.floor(i / d)] > 0 ? (value - down[i]) / (2 * steps[Math.floor(i / d)]) : 0
      );
    },
    async slope(x, { logSnr }) {
      const [most, least] = [path.at(path.finest).logSnr, path.at(path.noisiest).logSnr];
      const [fine, coarse] = [Math.min(most, logSnr + LOG_SNR_STEP), Math.max(least, logSnr - LOG_SNR_STEP)];
      const [up, down] = [await ask(x, path.timeAt(fine)), await ask(x, path.timeAt(coarse))];
      return up.map((value, i) => (value - down[i]) / (fine - coarse));
    },
  };
}
