/**
 * All parameters of a network in one flat vector with named views.
 *
 * One vector makes Adam, the moving average and a checkpoint a few large operations instead of many small ones for each
 * of a hundred arrays.
 * @module
 */
import { tf } from "../backend/tf.ts";
import { Random } from "../numerics/random.ts";
import { checkInteger, checkKnown, checkLength, checkNumber } from "../numerics/check.ts";

/** How a parameter begins: a constant, or normal numbers with mean 0 and the given standard deviation. */
export type Initial = { readonly constant: number } | { readonly deviation: number };

/** One parameter array: a named stretch of the flat vector. */
export interface Parameter {
  /** Unique name, parts separated by "/". */
  readonly name: string;
  /** The array's shape; row-major in the flat vector. */
  readonly shape: readonly number[];
  /** Index of its first entry in the flat vector. */
  readonly offset: number;
  /** How many entries it has. */
  readonly size: number;
  /** Which parameter it is, in order of declaration: its place among the views. */
  readonly index: number;
  /** How it begins. */
  readonly initial: Initial;
}

/** The parameters as tensors, in order of declaration: `views[parameter.index]` has `parameter.shape`. */
export type Views = readonly tf.Tensor[];

/** The most parameters, which one array of 8 GB holds. */
const MOST_PARAMETERS = 2 ** 31 - 1;

/**
 * The list of a network's parameters and their places in the flat vector.
 * @category Networks
 */
export class Parameters {
  readonly #list: Parameter[] = [];
  readonly #byName = new Map<string, Parameter>();
  #size = 0;

  /** How many numbers the flat vector holds. */
  get size(): number {
    return this.#size;
  }

  /** The parameters in order of declaration. */
  get list(): readonly Parameter[] {
    return this.#list;
  }

  /**
   * Declares a parameter at the end of the vector.
   * @param name Unique name, parts separated by "/".
   * @param shape Dimensions, each at least 1.
   * @param initial How it begins.
   * @returns The parameter.
   * @throws {RangeError} If the name is taken, a dimension is not a positive integer, a deviation is negative or there are
   * too many parameters.
   */
  add(name: string, shape: readonly number[], initial: Initial): Parameter {
    const action = `declare parameter "${name}"`;
    if (this.#byName.has(name)) throw new RangeError(`Cannot ${action}: the name is taken`);
    shape.forEach((dimension, i) => checkInteger(action, `shape[${i}]`, dimension, 1));
    if ("deviation" in initial) checkNumber(action, "deviation", initial.deviation, 0);
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    checkInteger(action, "the number of all parameters", this.#size + size, 1, MOST_PARAMETERS);
    const parameter = { name, shape: [...shape], offset: this.#size, size, index: this.#list.length, initial };
    this.#list.push(parameter);
    this.#byName.set(name, parameter);
    this.#size += size;
    return parameter;
  }

  /**
   * Finds a parameter by name.
   * @param name The parameter's name.
   * @returns The parameter.
   * @throws {RangeError} If there is none of that name.
   */
  find(name: string): Parameter {
    checkKnown("find a parameter", "parameter", name, [...this.#byName.keys()]);
    return this.#byName.get(name)!;
  }

  /**
   * The vector at the start of training. Each array depends on the seed and on its own name alone, so that two networks
   * that share a part begin with the same numbers in it.
   * @param seed An integer in [0, 2^53).
   * @returns `size` numbers.
   */
  initialise(seed: number): Float32Array {
    const flat = new Float32Array(this.#size);
    const random = new Random(seed, "parameters");
    for (const { name, offset, size, initial } of this.#list) {
      if ("constant" in initial) flat.fill(initial.constant, offset, offset + size);
      else if (initial.deviation > 0) {
        flat.set(random.fork(name).normals(size).map((z) => z * initial.deviation), offset);
      }
    }
    return flat;
  }

  /**
   * The named views of a flat tensor: one split, whose gradient is one concatenation.
   * @param flat [size].
   * @returns One tensor for each parameter, in order of declaration.
   * @throws {TypeError} If the vector has another length.
   */
  views(flat: tf.Tensor): Views {
    if (flat.rank !== 1) throw new TypeError(`Cannot view parameters: flat must have rank 1, got ${flat.rank}`);
    checkLength("view parameters", "flat", { length: flat.size }, this.#size);
    const parts = tf.split(flat as tf.Tensor1D, this.#list.map(({ size }) => size));
    return parts.map((part, i) => {
      const { shape } = this.#list[i];
      return shape.length === 1 ? part : tf.reshape(part, [...shape]);
    });
  }

  /**
   * One parameter's stretch of a flat array; writing to it writes to the array.
   * @param flat `size` numbers.
   * @param name The parameter's name.
   * @returns The stretch, row-major.
   * @throws {TypeError} If the array has another length.
   * @throws {RangeError} If there is no parameter of that name.
   */
  slice(flat: Float32Array, name: string): Float32Array {
    checkLength("take a parameter", "flat", flat, this.#size);
    const { offset, size } = this.find(name);
    return flat.subarray(offset, offset + size);
  }
}
