/**
 * A network that others trained, as a predictor of noise.
 * @module
 */
import { checkArguments } from "../../numerics/check_arguments.ts";
import { tf } from "../../backend/tf.ts";
import type { Also } from "../../nn/also.ts";
import type { Views } from "../../nn/parameters.ts";
import type { Network } from "../../nn/types.ts";
import { checkFinite, checkLength } from "../../numerics/check.ts";
import { sha256 } from "../../io/sha256.ts";
import type { NoisePath } from "../../samplers/noise_path.ts";
import type { NoisePredictor } from "../../samplers/types.ts";
import type { ScheduleConfig } from "../../schedules/registry.ts";
import type { Form } from "./form.ts";

/**
 * Where a model comes from.
 * @category Pretrained networks
 */
export type ModelKind = "diffusers" | "guided-diffusion" | "edm" | "onnx" | "run";

/**
 * What is known of a model before it is asked anything.
 * @category Pretrained networks
 */
export interface ModelInfo {
  /** Its name: of its folder or file. */
  readonly name: string;
  /** Where it comes from. */
  readonly kind: ModelKind;
  /** The shape of one sample: [height, width, channels]. */
  readonly shape: readonly number[];
  /** The noise levels that it was trained on. */
  readonly path: NoisePath;
  /** How noise is predicted by what it says. */
  readonly form: Form;
  /** The levels as a run's configuration says them, where it can. */
  readonly schedule?: ScheduleConfig;
  /** What a reader should know of it, such as what its files did not say. */
  readonly notes: readonly string[];
}

/**
 * What a model is told beside the sample and the time.
 * @category Pretrained networks
 */
export type ModelTold = Pick<Also, "labels">;

/**
 * A network that others trained: what it takes and gives, and its predictions.
 * @category Pretrained networks
 */
export interface PretrainedModel extends ModelInfo {
  /** The kit's network and its flat vector; absent where it runs elsewhere, as ONNX does. */
  readonly network?: Network;
  /** The flat vector of that network. */
  readonly weights?: Float32Array;
  /** SHA-256 of the weights. */
  weightsHash(): Promise<string>;
  /**
   * The predicted noise ε̂(x, t).
   * @param x [B, height, width, channels].
   * @param time Where the noise is, for all samples or one each: a step, or t where time is continuous.
   * @param told Labels, where it takes any.
   * @returns [B, height, width, channels]; the caller frees it.
   */
  predict(x: tf.Tensor, time: number | Float64Array, told?: ModelTold): tf.Tensor | Promise<tf.Tensor>;
  /**
   * The exact derivative of the prediction by the time that the network is told, at fixed x and noise level:
   * ∂ε̂/∂c · dc/dt. Absent where the network cannot be differentiated.
   */
  derivative?(x: tf.Tensor, time: number | Float64Array, told?: ModelTold): tf.Tensor;
  /** Frees what predictions keep. */
  dispose(): void;
}

/**
 * A model whose network is the kit's.
 * @param info What is known of it.
 * @param network The network.
 * @param weights Its flat vector.
 * @param own Whether nobody else holds the vector: then it is let go once the backend has the numbers, and `weights`
 * reads them from there.
 * @returns The model.
 * @throws {TypeError} If the vector has another length.
 * @category Pretrained networks
 */
export function networkModel(
  info: ModelInfo,
  network: Network,
  weights: Float32Array,
  own: boolean = false,
): PretrainedModel {
  checkArguments("networkModel", arguments);
  const { size, list } = network.parameters;
  checkLength("keep a pretrained network", "weights", weights, size);
  let views: Views | undefined, hash: string | undefined, mine = own, flat: Float32Array | undefined = weights;
  // Tensors of their own, since a split of one large vector would be a second copy of it.
  const makeViews = (values: Float32Array) =>
    list.map(({ offset, size, shape }) =>
      tf.tidy(() => tf.keep(tf.reshape(tf.tensor1d(values.subarray(offset, offset + size)), [...shape])))
    );
  const read = () => {
    if (flat === undefined) {
      flat = new Float32Array(size);
      list.forEach(({ offset }, i) => flat!.set(views![i].dataSync(), offset));
    }
    return flat;
  };
  const upload = () => {
    if (views !== undefined) return views;
    views = makeViews(read());
    // The backend may go on looking at the vector; once it does not, nobody holds it.
    if (mine && ["tensorflow", "wasm"].includes(tf.getBackend())) flat = undefined;
    return views;
  };
  const ask =
    (what: "forward" | "tangent"): PretrainedModel["predict"] & NonNullable<PretrainedModel["derivative"]> =>
    (x, time, told) => {
      const times = timesOf(x, time), { form } = info, all = upload();
      return tf.tidy(() => {
        const said = network[what](all, scaledInput(x, times, form), times.map((each) => form.told(each)), told);
        return what === "forward"
          ? predictionOf(said, x, times, form)
          : scaledRows(said, times, (each) => form.output(each)[0] * form.toldSlope(each));
      });
    };
  return {
    ...info,
    network,
    get weights() {
      // Whoever has seen the vector may hold it.
      mine = false;
      return read();
    },
    weightsHash: () => {
      if (hash === undefined) {
        const { buffer, byteOffset, byteLength } = read();
        hash = sha256(new Uint8Array(buffer, byteOffset, byteLength));
        if (views !== undefined && mine) flat = undefined;
      }
      return Promise.resolve(hash);
    },
    predict: ask("forward"),
    derivative: ask("tangent"),
    dispose() {
      if (views === undefined) return;
      read();
      views.forEach((view) => view.dispose());
      views = undefined;
    },
  };
}

/**
 * The model as samplers ask for it.
 * @param model The model.
 * @param told Labels, where it takes any.
 * @returns ε̂ as a function of x and time; it names what the network is told in a sampler's errors.
 * @category Pretrained networks
 */
export function modelPredictor(model: PretrainedModel, told?: ModelTold): NoisePredictor<tf.Tensor> {
  const predict = (x: tf.Tensor, time: number) => model.predict(x, time, told);
  return Object.assign(predict, { condition: (time: number) => model.form.told(time) });
}

/**
 * One time for each sample.
 * @param x The batch.
 * @param time One time for all, or one each.
 * @returns B times.
 * @throws {TypeError} If there are not B.
 * @throws {RangeError} If one is not finite.
 */
export function timesOf(x: tf.Tensor, time: number | Float64Array): Float64Array {
  const times = typeof time === "number" ? new Float64Array(x.shape[0]).fill(time) : time;
  checkLength("predict", "time", times, x.shape[0]);
  checkFinite("predict", "time", times);
  return times;
}

/**
 * What goes into a network: s·x.
 * @param x The batch.
 * @param times The time of each sample.
 * @param form The network's form.
 * @returns x itself where every s is 1.
 */
export function scaledInput(x: tf.Tensor, times: Float64Array, form: Form): tf.Tensor {
  return scaledRows(x, times, (time) => form.input(time));
}

/**
 * The noise that a network's word predicts: a·F + b·x.
 * @param said The network's word F.
 * @param x The batch.
 * @param times The time of each sample.
 * @param form The network's form.
 * @returns ε̂.
 */
export function predictionOf(said: tf.Tensor, x: tf.Tensor, times: Float64Array, form: Form): tf.Tensor {
  const scaled = scaledRows(said, times, (time) => form.output(time)[0]);
  if (times.every((time) => form.output(time)[1] === 0)) return scaled;
  return tf.add(scaled, scaledRows(x, times, (time) => form.output(time)[1]));
}

function scaledRows(x: tf.Tensor, times: Float64Array, factor: (time: number) => number): tf.Tensor {
  const factors = Float32Array.from(times, factor);
  if (factors.every((each) => each === 1)) return x;
  return tf.mul(x, tf.tensor(factors, [times.length, ...x.shape.slice(1).fill(1)]));
}
