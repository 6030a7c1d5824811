import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { Parameters } from "../../lib/nn/parameters.ts";
import { mean, variance } from "../../lib/numerics/stats.ts";
import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";

await startBackend("cpu");

function three(): Parameters {
  const parameters = new Parameters();
  parameters.add("a/weight", [2, 3], { deviation: 0.5 });
  parameters.add("a/bias", [3], { constant: 0 });
  parameters.add("scale", [2], { constant: 1 });
  return parameters;
}

Deno.test("Parameters.add() lays arrays end to end", () => {
  const parameters = three();
  assertEquals(parameters.size, 11);
  assertEquals(parameters.list.map(({ offset }) => offset), [0, 6, 9]);
  assertEquals(parameters.find("scale").index, 2);
});

Deno.test("Parameters.add() refuses a taken name, a bad shape and a negative deviation", () => {
  const parameters = three();
  assertThrows(() => parameters.add("scale", [1], { constant: 0 }), RangeError, "the name is taken");
  assertThrows(() => parameters.add("x", [2, 0], { constant: 0 }), RangeError, "shape[1]");
  assertThrows(() => parameters.add("x", [2], { deviation: -1 }), RangeError, "deviation");
});

Deno.test("Parameters.find() names what there is", () => {
  assertThrows(() => three().find("a/wieght"), RangeError, `did you mean "a/weight"?`);
});

Deno.test("Parameters.initialise() is a pure function of seed and name", () => {
  const one = three().initialise(5);
  assertEquals(one, three().initialise(5));
  assertEquals([...one.slice(6)], [0, 0, 0, 1, 1]);
  const other = new Parameters();
  other.add("before", [4], { constant: 2 });
  other.add("a/weight", [2, 3], { deviation: 0.5 });
  assertEquals(other.slice(other.initialise(5), "a/weight"), three().slice(one, "a/weight"));
});

Deno.test("Parameters.initialise() draws with the deviation asked for", () => {
  const parameters = new Parameters();
  parameters.add("w", [100, 100], { deviation: 0.25 });
  const values = Float64Array.from(parameters.initialise(1));
  assertAlmostEquals(mean(values), 0, 0.01);
  assertAlmostEquals(Math.sqrt(variance(values)), 0.25, 0.01);
});

Deno.test("Parameters.views() splits the vector, and its gradient joins it again", () => {
  const parameters = three();
  const flat = Float32Array.from({ length: 11 }, (_, i) => i);
  tf.tidy(() => {
    const views = parameters.views(tf.tensor1d(flat));
    assertEquals(views.map(({ shape }) => shape), [[2, 3], [3], [2]]);
    assertEquals([...views[2].dataSync()], [9, 10]);
    const gradient = tf.grad((p: tf.Tensor) => {
      const [w, , scale] = parameters.views(p);
      return tf.add(tf.sum(tf.square(w)), tf.sum(tf.mul(scale, 3)));
    })(tf.tensor1d(flat));
    assertEquals([...gradient.dataSync()], [0, 2, 4, 6, 8, 10, 0, 0, 0, 3, 3]);
  });
});

Deno.test("Parameters.views() and slice() refuse a vector of another length", () => {
  tf.tidy(() => {
    assertThrows(() => three().views(tf.zeros([10])), TypeError, "length 11, got 10");
    assertThrows(() => three().views(tf.zeros([1, 11])), TypeError, "rank 1");
  });
  assertThrows(() => three().slice(new Float32Array(3), "scale"), TypeError, "length 11, got 3");
});

Deno.test("Parameters.slice() writes through", () => {
  const parameters = three();
  const flat = new Float32Array(11);
  parameters.slice(flat, "scale").fill(4);
  assertEquals([...flat.slice(9)], [4, 4]);
});
