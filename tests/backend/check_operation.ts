/**
 * Comparing an operation and its gradient with a plain float64 implementation, on every backend.
 * @module
 */
import type { BackendName } from "../../lib/backend/choice/probe.ts";
import { tf } from "../../lib/backend/tf.ts";
import { Random } from "../../lib/numerics/random.ts";
import { assert, assertEquals } from "../assert.ts";
import { testOnBackends } from "./backends.ts";

/** A float64 array with its shape, for reference implementations. */
export interface Field {
  shape: number[];
  data: Float64Array;
}

/** An operation to check. */
export interface Checked {
  /** The test's name, "operation()". */
  name: string;
  /** The inputs' shapes of each case. */
  cases: number[][][];
  /** The operation; the case's index tells which settings to use. */
  operation: (inputs: tf.Tensor[], index: number) => tf.Tensor;
  /** The same in float64, written plainly. */
  reference: (inputs: Field[], index: number) => Field;
  /** Which backends to check; all by default. */
  on?: (name: BackendName) => boolean;
}

/** Largest error allowed, relative to the largest entry: half of what two backends may differ by. */
const tolerance = 5e-6;

/** Step of the central differences in float64: their error is below 1e-9. */
const step = 1e-5;

/**
 * Declares tests that compare an operation's value and gradients with the reference: values directly, gradients of
 * Σ weights·value with central differences. Also checks that repeated use leaves no tensor behind.
 * @param checked The operation.
 */
export function checkOperation(checked: Checked): void {
  const expected = new Map<number, { value: Field; gradients: Float64Array[] }>();
  testOnBackends(`${checked.name} and its gradient agree with float64`, async () => {
    for (let index = 0; index < checked.cases.length; index++) {
      const inputs = checked.cases[index].map((shape, i) => random(shape, `input ${i}`));
      if (!expected.has(index)) expected.set(index, differentiate(checked, inputs, index));
      const { value, gradients } = expected.get(index)!;
      const weights = random(value.shape, "weights");
      const what = `case ${index}`;

      const tensors = inputs.map(toTensor), dy = toTensor(weights);
      const result = tf.tidy(() => checked.operation(tensors, index));
      assertEquals(result.shape, value.shape, `${what}: shape`);
      await assertClose(result, value.data, `${what}: value`);
      const slopes = gradientsOf(checked, tensors, dy, index);
      for (let i = 0; i < slopes.length; i++) await assertClose(slopes[i], gradients[i], `${what}: gradient ${i}`);
      tf.dispose(slopes);

      const before = tf.memory();
      for (let i = 0; i < 3; i++) {
        tf.dispose(checked.operation(tensors, index));
        tf.dispose(gradientsOf(checked, tensors, dy, index));
      }
      const after = tf.memory();
      assertEquals([after.numTensors, after.numBytes], [before.numTensors, before.numBytes], `${what}: tensors left`);
      tf.dispose([tensors, dy, result]);
    }
  }, checked.on);
}

/**
 * Checks a tensor's values against float64 ones.
 * @param tensor The tensor.
 * @param expected What it should hold.
 * @param what Named in the failure.
 * @param limit Largest error, relative to the largest entry.
 */
export async function assertClose(
  tensor: tf.Tensor,
  expected: ArrayLike<number>,
  what: string,
  limit: number = tolerance,
): Promise<void> {
  const values = await tensor.data();
  assertEquals(values.length, expected.length, `${what}: size`);
  let largest = 1e-30, error = 0;
  for (let i = 0; i < values.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]));
    error = Math.max(error, Number.isFinite(values[i]) ? Math.abs(values[i] - expected[i]) : Infinity);
  }
  assert(error <= limit * largest, `${what}: off by ${error / largest} of the largest entry`);
}

/**
 * Normal numbers, the same for every backend.
 * @param shape Their shape.
 * @param name Another name, other numbers.
 * @returns The numbers, rounded to float32 so that tensors hold them exactly.
 */
export function random(shape: number[], name: string): Field {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, data: new Random(1, `${name} ${shape}`).normals(size).map(Math.fround) };
}

/**
 * Puts numbers on the current backend.
 * @param field The numbers.
 * @returns The tensor.
 */
export function toTensor(field: Field): tf.Tensor {
  return tf.tensor(Float32Array.from(field.data), field.shape);
}

function gradientsOf(checked: Checked, tensors: tf.Tensor[], dy: tf.Tensor, index: number): tf.Tensor[] {
  return tf.grads((...inputs) => checked.operation(inputs, index))(tensors, dy);
}

function differentiate(checked: Checked, inputs: Field[], index: number): { value: Field; gradients: Float64Array[] } {
  const value = checked.reference(inputs, index);
  const weights = random(value.shape, "weights").data;
  const loss = () => checked.reference(inputs, index).data.reduce((sum, y, i) => sum + y * weights[i], 0);
  const gradients = inputs.map(({ data }) =>
    data.map((x, i) => {
      data[i] = x + step;
      const above = loss();
      data[i] = x - step;
      const below = loss();
      data[i] = x;
      return (above - below) / (2 * step);
    })
  );
  return { value, gradients };
}
