import { LossHistory } from "../../lib/training/history.ts";
import { assertEquals, assertThrows } from "../assert.ts";

function example(): LossHistory {
  const history = new LossHistory(3, 10, 2, 2);
  history.record(0, Float64Array.of(0, 4), [1, 3]);
  history.record(1, Float64Array.of(5, 9), [5, 7]);
  history.record(2, Float64Array.of(0, 9), [10, 20]);
  return history;
}

Deno.test("LossHistory keeps the loss of each step and interval", () => {
  const history = example();
  assertEquals([...history.losses], [2, 6, 15]);
  assertEquals(history.mean(1, 3), 10.5);
  assertEquals([...history.byInterval()], [14 / 3, 32 / 3]);
  assertEquals([...history.byInterval(2)], [10, 20]);
  assertEquals([...history.byInterval(0, 2)], [2, 6]);
  assertEquals([...new LossHistory(2, 4, 2, 1).byInterval()], [NaN, NaN]);
});

Deno.test("LossHistory.from() is the inverse of toJSON(), through text", () => {
  const history = example();
  assertEquals(LossHistory.from(history.toJSON()).toJSON(), history.toJSON());
  const unfinished = LossHistory.from(JSON.parse(JSON.stringify(new LossHistory(2, 4, 2, 1))));
  assertEquals([...unfinished.losses], [NaN, NaN]);
});

Deno.test("LossHistory counts continuous times, and each sample by its share", () => {
  const history = new LossHistory(1, 1, 2, 1);
  history.record(0, Float64Array.of(0.4, 0.6, 1), [4, 6, 20], Float64Array.of(0.5, 1, 1.5));
  assertEquals([...history.byInterval()], [4, (6 + 30) / 2.5]);
  assertEquals([...history.losses], [(2 + 6 + 30) / 3]);
});

Deno.test("LossHistory refuses numbers out of range", () => {
  assertThrows(() => new LossHistory(1, 4, 0, 1), RangeError, "intervals must be at least 1, got 0");
  assertThrows(() => new LossHistory(1, 0, 1, 1), RangeError, "span must be greater than 0, got 0");
  assertThrows(() => new LossHistory(0, 4, 1, 1), RangeError, "trainingSteps");
});

Deno.test("LossHistory.before() is the history as it was", () => {
  const whole = new LossHistory(5, 10, 2, 2), early = new LossHistory(5, 10, 2, 2);
  for (let step = 0; step < 5; step++) {
    for (const history of step < 2 ? [whole, early] : [whole]) {
      history.record(step, Float64Array.of(step, 9), [step, 0.1]);
    }
  }
  assertEquals(whole.before(2).toJSON(), early.toJSON());
  assertEquals(whole.before(0).toJSON(), new LossHistory(5, 10, 2, 2).toJSON());
  assertEquals(whole.before(5).toJSON(), whole.toJSON());
});

Deno.test("LossHistory.continued() keeps losses, and puts a window's record where that began", () => {
  const history = example();
  const longer = history.continued(8, 4);
  assertEquals([...longer.losses], [2, 6, 15, NaN, NaN, NaN, NaN, NaN]);
  assertEquals(longer.toJSON().sums, [1 + 3 + 10, 5 + 7 + 20, 0, 0]);
  assertEquals(longer.toJSON().counts, [3, 3, 0, 0]);
  // Windows of 2 steps, cut into windows of 1: each goes to the first.
  assertEquals(history.continued(3, 1).toJSON().sums, [4, 12, 0, 0, 10, 20]);
  assertEquals(history.continued(3, 2).toJSON(), history.toJSON());
});
