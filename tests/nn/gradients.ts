/**
 * The checks of a network's gradients and of its tangent against central differences.
 * @module
 */
import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import type { Also } from "../../lib/nn/also.ts";
import type { Network } from "../../lib/nn/types.ts";
import { Random } from "../../lib/numerics/random.ts";
import { assertEquals, assertLess } from "../assert.ts";
import { testBackends, testOnBackends } from "../backend/backends.ts";
import { random as normals, toTensor } from "../backend/check_operation.ts";

/** A network with random numbers in every parameter (zeros would hide what stands before them), a batch and a target. */
export interface Case {
  network: Network;
  flat: Float32Array;
  x: Float32Array;
  conditions: Float64Array;
  weights: Float64Array;
  /** What the network is told beside them, made on the backend that runs. */
  also: () => Also;
}

/** Which of a network's functions. */
type What = "forward" | "tangent";

/** A case that uses all that the network takes: a class for each sample but the first, a picture, and dropout. */
export function makeCase(network: Network, batch: number): Case {
  const random = new Random(7, "gradient check"), { config } = network;
  const size = batch * network.shape.reduce((a, b) => a * b, 1);
  const flat = network.parameters.initialise(3);
  const extra = random.fork("parameters").normals(flat.length);
  flat.forEach((value, i) => flat[i] = value + 0.2 * extra[i]);
  return {
    network,
    flat,
    x: Float32Array.from(random.fork("x").normals(size)),
    conditions: Float64Array.from({ length: batch }, (_, b) => 37 * b + 1),
    weights: random.fork("weights").normals(size),
    also: () => ({
      labels: config.classes > 0
        ? Int32Array.from({ length: batch }, (_, b) => b % (config.classes + 1) - 1)
        : undefined,
      image: config.kind === "unet" && config.imageChannels > 0
        ? toTensor(normals([batch, config.shape[0], config.shape[1], config.imageChannels], "image"))
        : undefined,
      dropout: random.fork("dropout"),
    }),
  };
}

/**
 * Declares the tests that every network has to pass: its gradients, its tangent and the tangent's gradients are those of
 * central differences on the backend that every machine has, and the backends agree with each other in all of them.
 * @param maker The name of the function that makes the networks, "makeNet()".
 * @param variants The networks by what they are.
 * @param batch How many samples.
 * @param tolerance Of the tangent: of its values, a share of the largest.
 */
export function checkNetworks(
  maker: string,
  variants: Record<string, Network>,
  batch: number,
  tolerance: number,
): void {
  for (const [variant, network] of Object.entries(variants)) {
    const test = makeCase(network, batch);
    testOnBackends(`${maker} has the gradient of central differences (${variant})`, async () => {
      const { flat } = await gradients(test);
      for (const direction of ["a", "b"]) assertLess(await directionalError(test, flat, direction), 5e-5);
    }, anywhere);

    testOnBackends(`${maker} has the tangent of central differences in the condition (${variant})`, () => {
      // Those that see a thousandth of the condition need larger steps for their differences to outgrow the rounding.
      return checkTangent(test, tolerance, network.config.timeEmbedding === "sinusoidal" ? 0.05 : 4);
    }, anywhere);

    testOnBackends(`${maker} has a tangent with the gradient of central differences (${variant})`, async () => {
      const { flat } = await gradients(test, "tangent");
      for (const direction of ["a", "b"]) assertLess(await directionalError(test, flat, direction, "tangent"), 1e-4);
    }, anywhere);

    Deno.test(`${maker} agrees between backends, and leaves no tensor behind (${variant})`, async () => {
      const [first, ...others] = [...await everywhere(test)];
      for (const [name, values] of others) {
        values.forEach((array, k) => assertLess(difference(first[1][k], array), 1e-5, `${first[0]} and ${name}: ${k}`));
      }
    });
  }
}

const anywhere = (name: string) => name === "wasm";

/** Output, gradients, tangent and its gradients on every backend that the machine has, one after another. */
async function everywhere(test: Case): Promise<Map<string, Float32Array[]>> {
  const results = new Map<string, Float32Array[]>();
  for (const { name } of testBackends.filter(({ missing }) => !missing)) {
    await startBackend(name);
    const [value, slope] = [await gradients(test), await gradients(test, "tangent")], before = tf.memory().numTensors;
    assertEquals(await gradients(test, "tangent"), slope);
    assertEquals(tf.memory().numTensors, before);
    results.set(name, [await outputs(test), value.flat, value.x, await outputs(test, "tangent"), slope.flat, slope.x]);
  }
  return results;
}

/** The largest difference of two arrays, as a share of the largest entry. */
export function difference(a: Float32Array, b: Float32Array): number {
  const scale = Math.max(...a.map(Math.abs));
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]))) / scale;
}

/** The prediction, or its derivative in the condition, on the backend that runs. */
function ask({ network, conditions, also }: Case, what: What, flat: tf.Tensor, x: tf.Tensor): tf.Tensor {
  return network[what](network.parameters.views(flat), x, conditions, also());
}

/** The prediction, or its derivative in the condition, as numbers. */
export async function outputs(test: Case, what: What = "forward"): Promise<Float32Array> {
  const { network, flat, x, conditions } = test;
  const y = tf.tidy(() => ask(test, what, tf.tensor1d(flat), tf.tensor(x, [conditions.length, ...network.shape])));
  const values = Float32Array.from(await y.data());
  y.dispose();
  return values;
}

/** Gradient of Σ weights · output, or of Σ weights · tangent, in the parameters and in x. */
export async function gradients(test: Case, what: What = "forward"): Promise<{ flat: Float32Array; x: Float32Array }> {
  const { network, flat, x, conditions, weights } = test;
  const shape = [conditions.length, ...network.shape];
  const [dFlat, dX] = tf.tidy(() =>
    tf.grads((p: tf.Tensor, input: tf.Tensor) =>
      tf.sum(tf.mul(ask(test, what, p, input), tf.tensor(Float32Array.from(weights), shape)))
    )([tf.tensor1d(flat), tf.tensor(x, shape)])
  );
  const values = { flat: Float32Array.from(await dFlat.data()), x: Float32Array.from(await dX.data()) };
  tf.dispose([dFlat, dX]);
  return values;
}

/**
 * |derivative − difference quotient| / |gradient| along a random unit direction of the parameters. The quotient is of fourth
 * order, over outputs summed in float64, so that what is left is the float32 rounding of the forward pass.
 */
export async function directionalError(
  test: Case,
  gradient: Float32Array,
  name: string,
  what: What = "forward",
  h = 0.005,
): Promise<number> {
  const direction = new Random(11, name).normals(gradient.length);
  const length = Math.hypot(...direction);
  // Half of it along the gradient: a random direction alone is nearly orthogonal to it and would test little.
  const norm = Math.hypot(...gradient);
  const unit = direction.map((d, i) => (d / length + gradient[i] / norm) / Math.SQRT2);
  const derivative = unit.reduce((sum, u, i) => sum + u * gradient[i], 0);
  const at = async (h: number) => {
    const y = await outputs({ ...test, flat: Float32Array.from(test.flat, (p, i) => p + h * unit[i]) }, what);
    return y.reduce((sum, value, i) => sum + value * test.weights[i], 0);
  };
  const slope = (8 * (await at(h) - await at(-h)) - (await at(2 * h) - await at(-2 * h))) / (12 * h);
  return Math.abs(derivative - slope) / norm;
}

/**
 * Checks the tangent on the backend that runs, and that it leaves no tensor behind. The quotient is of sixth order, so
 * that what is left is the float32 rounding of the forward pass, divided by the step.
 */
async function checkTangent(test: Case, tolerance: number, h: number): Promise<void> {
  const exact = await outputs(test, "tangent"), before = tf.memory().numTensors;
  const slope = new Float64Array(exact.length);
  for (const [coefficient, offset] of [[45, 1], [-9, 2], [1, 3]]) {
    for (const side of [-1, 1]) {
      const y = await outputs({ ...test, conditions: test.conditions.map((c) => c + side * offset * h) });
      y.forEach((value, i) => slope[i] += side * coefficient * value / (60 * h));
    }
  }
  assertLess(difference(exact, Float32Array.from(slope)), tolerance);
  assertEquals(await outputs(test, "tangent"), exact);
  assertEquals(tf.memory().numTensors, before);
}
