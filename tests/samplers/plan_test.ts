import { PlanBuilder } from "../../lib/samplers/plan.ts";
import { assertEquals, assertThrows } from "../assert.ts";

Deno.test("PlanBuilder writes operations down in order and counts evaluations", () => {
  const builder = new PlanBuilder();
  const first = builder.predict("start", 7);
  const middle = builder.combine([2, "start"], [0, "nothing"], [-1, first]);
  const second = builder.predict(middle, 3);
  const end = builder.combine([1, middle], [0.5, second], [0.1, builder.noise(middle)]);
  builder.endStep(7, 3, end);
  const plan = builder.build("test", 2);
  assertEquals([plan.name, plan.order, plan.stochastic, plan.evaluations], ["test", 2, true, 2]);
  assertEquals(plan.steps.length, 1);
  assertEquals(plan.steps[0].operations.map(({ kind }) => kind), ["predict", "combine", "predict", "noise", "combine"]);
  assertEquals(plan.steps[0].operations[1], {
    kind: "combine",
    terms: [[2, "start"], [-1, first]],
    into: middle,
  });
});

Deno.test("PlanBuilder makes no vector where a combination is one", () => {
  const builder = new PlanBuilder();
  assertEquals(builder.combine([1, "start"], [0, "other"]), "start");
  assertThrows(() => builder.combine([0, "start"]), RangeError, "every coefficient of a combination is 0");
  assertThrows(() => builder.combine([NaN, "start"]), RangeError, "the coefficient of start must be finite, got NaN");
});

Deno.test("PlanBuilder names every vector once", () => {
  const builder = new PlanBuilder();
  const names = [
    builder.predict("start", 1),
    builder.clip("start", -1, 1),
    builder.threshold("start", 0.9, 2),
    builder.noise("start"),
  ];
  assertEquals(new Set(names).size, 4);
  builder.endStep(1, 0, names[2]);
  assertEquals(builder.build("test", 1).steps[0].operations[2], {
    kind: "threshold",
    of: "start",
    quantile: 0.9,
    most: 2,
    into: names[2],
  });
});
