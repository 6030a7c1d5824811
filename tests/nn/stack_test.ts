import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { makeMlp } from "../../lib/nn/mlp.ts";
import { type StackAlso, stackNetwork } from "../../lib/nn/stack.ts";
import { makeUNet } from "../../lib/nn/unet.ts";
import { Random } from "../../lib/numerics/random.ts";
import { assertEquals, assertLess, assertThrows } from "../assert.ts";
import { testOnBackends } from "../backend/backends.ts";
import { difference, gradients, makeCase, outputs } from "./gradients.ts";

const tiny = { shape: [2] as const, hidden: [24, 16], embedding: 8 };
const variants = {
  plain: makeMlp(tiny),
  "classes, dropout, learned embedding": makeMlp({ ...tiny, classes: 3, dropout: 0.3, timeEmbedding: "learned" }),
};
const count = 3, batch = 40;

for (const [variant, network] of Object.entries(variants)) {
  // Each network with its own parameters, samples, conditions, labels and dropout.
  const alone = Array.from({ length: count }, (_, i) => {
    const random = new Random(i, "stack"), test = makeCase(network, batch);
    const also = { ...test.also(), dropout: random.fork("dropout") };
    return {
      ...test,
      flat: test.flat.map((value, k) => value + 0.1 * random.normals(1, k)[0]),
      x: Float32Array.from(random.fork("x").normals(2 * batch)),
      conditions: test.conditions.map((c) => c + i),
      also: () => also,
    };
  });
  const join = (of: (test: typeof alone[number]) => ArrayLike<number>) => alone.flatMap((test) => Array.from(of(test)));
  const also: StackAlso = {
    labels: network.config.classes > 0 ? Int32Array.from(join((test) => test.also().labels!)) : undefined,
    dropout: alone.map((test) => test.also().dropout),
  };

  testOnBackends(`stackNetwork() gives what each network gives alone (${variant})`, async () => {
    const stack = stackNetwork(network, count), conditions = Float64Array.from(join((test) => test.conditions));
    const shape = [count, batch, 2];
    const [flat, x, weights] = [join((t) => t.flat), join((t) => t.x), join((t) => t.weights)];
    for (const what of ["forward", "tangent"] as const) {
      const [y, dFlat, dX] = tf.tidy(() => {
        const ask = (p: tf.Tensor, x: tf.Tensor) => stack[what](stack.views(p), x, conditions, also);
        const { value, grads } = tf.valueAndGrads((p: tf.Tensor, x: tf.Tensor) =>
          tf.sum(tf.mul(ask(p, x), tf.tensor(weights, shape)))
        )([tf.tensor1d(flat), tf.tensor(x, shape)]);
        value.dispose();
        return [ask(tf.tensor1d(flat), tf.tensor(x, shape)), ...grads];
      });
      const [values, slopes, inputs] = await Promise.all([y, dFlat, dX].map((t) => t.data<"float32">()));
      for (const [i, test] of alone.entries()) {
        const rows = (all: Float32Array) => Float32Array.from(all.subarray(2 * batch * i, 2 * batch * (i + 1)));
        const own = await gradients(test, what);
        assertLess(difference(await outputs(test, what), rows(values)), 1e-6, `${what} ${i}`);
        assertLess(difference(own.x, rows(inputs)), 1e-6, `${what} ${i}: x`);
        assertLess(difference(own.flat, stack.slice(Float32Array.from(slopes), i)), 1e-6, `${what} ${i}: parameters`);
      }
      tf.dispose([y, dFlat, dX]);
    }
  });
}

Deno.test("stackNetwork() begins with each network's own first parameters", () => {
  const network = variants.plain, stack = stackNetwork(network, 2);
  const flat = stack.initialise([7, 4]);
  assertEquals(flat.length, stack.size);
  assertEquals(stack.slice(flat, 0), network.parameters.initialise(7));
  assertEquals(stack.slice(flat, 1), network.parameters.initialise(4));
});

Deno.test("stackNetwork() refuses what does not fit", async () => {
  await startBackend("cpu");
  const unet = makeUNet({ shape: [8, 8, 1], base: 8 });
  assertThrows(() => stackNetwork(unet, 2), TypeError, "the network must be an MLP, got a unet");
  assertThrows(() => stackNetwork(variants.plain, 0), RangeError, "count must be at least 1");
  const stack = stackNetwork(variants.plain, 2);
  assertThrows(() => stack.initialise([1]), TypeError, "seeds must have length 2, got 1");
  assertThrows(() => stack.slice(new Float32Array(stack.size), 2), RangeError, "index must be in [0, 1], got 2");
  tf.tidy(() => {
    const views = stack.views(tf.zeros([stack.size]));
    assertThrows(() => stack.views(tf.zeros([5])), TypeError, "flat must have length");
    const ask = (shape: number[], conditions: number, also?: StackAlso) => () =>
      stack.forward(views, tf.zeros(shape), new Float64Array(conditions), also);
    assertThrows(ask([3, 4, 2], 12), TypeError, "x must have shape [2, B, 2], got [3, 4, 2]");
    assertThrows(ask([2, 4, 2], 4), TypeError, "conditions must have length 8, got 4");
    assertThrows(ask([2, 4, 2], 8, { labels: new Int32Array(8) }), TypeError, "unconditional");
    assertThrows(ask([2, 4, 2], 8, { dropout: [new Random(1, "a")] }), TypeError, "dropout must have length 2, got 1");
  });
});
