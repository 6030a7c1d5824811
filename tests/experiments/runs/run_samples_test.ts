import { runConfig } from "../../../lib/experiments/config/run_config.ts";
import { planOfRun } from "../../../lib/experiments/runs/run_samples.ts";
import { samplers } from "../../../lib/samplers/methods/registry.ts";
import { assert, assertEquals, assertThrows } from "../../assert.ts";
import { smallRun } from "../fixtures.ts";

/** Schedules that end in pure noise, in continuous time and on a grid. */
const ends = [
  { schedule: { kind: "flow-matching" }, time: { kind: "continuous" } },
  { schedule: { kind: "zero-terminal-snr", of: { kind: "linear" } }, time: { kind: "discrete" } },
  { schedule: { kind: "trigonometric" }, time: { kind: "continuous" } },
];

const runOf = (training: Record<string, unknown>, sampler: Record<string, unknown> = {}) =>
  runConfig({ ...smallRun, training: { ...smallRun.training, ...training }, sampler });

Deno.test("planOfRun() begins in pure noise by default where the network says v or x0", () => {
  for (const end of ends) {
    for (const prediction of ["v", "x0"]) {
      for (const { name } of samplers) {
        const plan = planOfRun(runOf({ ...end, loss: { prediction } }, { name, evaluations: 10 }));
        assert(plan.steps[0].operations.some((each) => each.kind === "predict" && each.quantity === "x0"), name);
      }
    }
  }
});

Deno.test("planOfRun() refuses a network that says ε there, and what else no sampler can do, with the remedy", () => {
  for (const end of ends) {
    assertThrows(() => planOfRun(runOf(end)), RangeError, "sampler.from of a run), or let the network predict v or x0");
    assertEquals(planOfRun(runOf(end, { from: 0.99 })).evaluations, 50);
    assertThrows(
      () => planOfRun(runOf({ ...end, loss: { prediction: "v" } }, { spacing: "karras" })),
      RangeError,
      "spacing karras cannot begin in pure noise",
    );
  }
  assertEquals(planOfRun(runOf({})).evaluations, 50);
  assertThrows(
    () => planOfRun(runOf({}, { name: "EDM Heun", evaluations: 1, end: "stop" })),
    RangeError,
    "evaluations",
  );
  // Mod-NS keeps the end of the path that it reshapes.
  const reshaped = { ...ends[0], treatment: { kind: "mod-ns" } };
  assertThrows(() => planOfRun(runOf(reshaped)), RangeError, "at time 1 it needs the data");
});

Deno.test("planOfRun() stops near 0 where a run's configuration says, and keeps the identity of those that say nothing", () => {
  const timesOf = (stops: unknown) =>
    planOfRun(runOf({ schedule: { kind: "linear" }, time: { kind: "discrete" } }, { evaluations: 100, stops })).steps
      .flatMap(({ operations }) => operations.flatMap((each) => each.kind === "predict" ? [each.time] : []));
  const near = (times: readonly number[]) => times.filter((time) => time < 100);
  assertEquals(near(timesOf({ at: "start" })), [80, 60, 40, 20, 0]);
  assertEquals(near(timesOf({ at: "middle" })), [89, 69, 49, 29, 9]);
  assertEquals(timesOf({ at: "start", until: 50, intervals: 1 }).filter((time) => time < 50), [0]);
  assert(near(timesOf(undefined)).length > 5);
  assertEquals("stops" in runOf({}).sampler, false);
  assertThrows(() => timesOf({ at: "end" }), Error, "stops");
  assertThrows(() => timesOf({ at: "start", intervals: 0 }), RangeError, "intervals");
});
