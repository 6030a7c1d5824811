import { LossHistory } from "../../lib/training/history.ts";
import { assertEquals, assertThrows } from "../assert.ts";

function example(): LossHistory {
  const history = new LossHistory(3, 10, 2, 2);
  history.record(0, Int32Array.of(0, 4), [1, 3]);
  history.record(1, Int32Array.of(5, 9), [5, 7]);
  history.record(2, Int32Array.of(0, 9), [10, 20]);
  return history;
}

Deno.test("LossHistory keeps the loss of each step and interval", () => {
  const history = example();
  assertEquals([...history.losses], [2, 6, 15]);
  assertEquals(history.mean(1, 3), 10.5);
  assertEquals([...history.byInterval()], [14 / 3, 32 / 3]);
  assertEquals([...history.byInterval(2)], [10, 20]);
  assertEquals([...new LossHistory(2, 4, 2, 1).byInterval()], [NaN, NaN]);
});

Deno.test("LossHistory.from() is the inverse of toJSON(), through text", () => {
  const history = example();
  assertEquals(LossHistory.from(history.toJSON()).toJSON(), history.toJSON());
  const unfinished = LossHistory.from(JSON.parse(JSON.stringify(new LossHistory(2, 4, 2, 1))));
  assertEquals([...unfinished.losses], [NaN, NaN]);
});

Deno.test("LossHistory refuses more intervals than steps", () => {
  assertThrows(() => new LossHistory(1, 4, 5, 1), RangeError, "intervals must be in [1, 4], got 5");
  assertThrows(() => new LossHistory(0, 4, 1, 1), RangeError, "trainingSteps");
});
