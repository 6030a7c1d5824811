import { assert, assertEquals, assertThrows } from "../assert.ts";
import type { TrainingProgress } from "../../lib/training/options.ts";
import { progress, progressLine, type ProgressState, terminalPage, watch } from "../../lib/notebook/progress.ts";

const state: ProgressState = { label: "DDPM", step: 50, total: 200, seconds: 10, done: false };

Deno.test("progressLine() tells rate, time left, loss and tensors", () => {
  const line = progressLine({ ...state, loss: 0.03125, tensors: 214 }, 8);
  assertEquals(line, "DDPM ━━────── 50/200  25 %  5.00/s  0:30 left  loss 0.03125  214 tensors");
  // A run that goes on from a checkpoint at step 40 has made 10 steps in 10 seconds.
  const resumed = progressLine({ ...state, millisecondsPerStep: 1000 }, 8);
  assertEquals(resumed, "DDPM ━━────── 50/200  25 %  1.00/s  2:30 left");
  assertEquals(progressLine({ ...state, step: 200, seconds: 3700, done: true }, 4).split("  ").slice(0, 2), [
    "DDPM ━━━━ 200/200",
    "100 %",
  ]);
  assert(progressLine({ ...state, seconds: 3700, done: true }).endsWith("in 1:01:40"));
  assertEquals(progressLine({ ...state, step: 0 }, 4), "DDPM ──── 0/200  0 %");
});

Deno.test("progress() draws the first and the last state, and few between", async () => {
  const states: ProgressState[] = [];
  const page = { interval: 3600, draw: (state: ProgressState) => Promise.resolve(void states.push(state)) };
  const bar = progress(1000, "steps", page);
  for (let step = 1; step <= 1000; step++) bar.update(step, { loss: 1 / step });
  await bar.done();
  await bar.done();
  bar.update(3);
  assertEquals(states.map(({ step, done, loss }) => [step, done, loss]), [[0, false, undefined], [1000, true, 0.001]]);
});

Deno.test("progress() takes a report of training as it is, and keeps what a later one leaves out", async () => {
  const states: ProgressState[] = [];
  const page = { interval: 3600, draw: (state: ProgressState) => Promise.resolve(void states.push(state)) };
  const bar = progress(12, "steps", page),
    report: TrainingProgress = {
      step: 5,
      steps: 12,
      loss: 0.5,
      lossByInterval: new Float64Array(2),
      millisecondsPerStep: 3,
      tensors: 20,
    };
  bar.update(report.step, report);
  bar.update(6, { loss: 0.25 });
  await bar.done();
  const { seconds: _, ...last } = states[1];
  const facts = { loss: 0.25, tensors: 20, millisecondsPerStep: 3 };
  assertEquals(last, { label: "steps", step: 6, total: 12, done: true, ...facts });
});

Deno.test("progress() draws in order, however slow the page, and ends with its block", async () => {
  const steps: number[] = [];
  const page = {
    interval: 0,
    draw: async ({ step }: ProgressState) => {
      await new Promise((resolve) => setTimeout(resolve, step === 1 ? 5 : 0));
      steps.push(step);
    },
  };
  {
    await using bar = progress(3, "steps", page);
    for (const step of [1, 2, 3]) bar.update(step);
  }
  assertEquals(steps, [0, 1, 2, 3, 3]);
});

Deno.test("progress() is seen from a loop that never waits, where a drawing is out at once", async () => {
  const steps: number[] = [];
  const draw = ({ step }: ProgressState) => (steps.push(step), new Promise<void>((resolve) => setTimeout(resolve, 1)));
  const bar = progress(3, "steps", { interval: 0, atOnce: true, draw });
  for (const step of [1, 2, 3]) {
    bar.update(step);
    assertEquals(steps.at(-1), step);
  }
  await bar.done();
  assertEquals(steps, [0, 1, 2, 3, 3]);
});

Deno.test("terminalPage() writes over its line on a terminal and sparse lines elsewhere", async () => {
  const written = async (rewrites: boolean) => {
    let text = "";
    const page = terminalPage(rewrites, (bytes) => text += new TextDecoder().decode(bytes));
    for (const step of [0, 100, 200]) await page.draw({ ...state, step, done: step === 200 });
    return text;
  };
  assertEquals((await written(true)).match(/\r/g)?.length, 3);
  assertEquals((await written(true)).match(/\n/g)?.length, 1);
  assertEquals((await written(false)).split("\n").length, 3);
});

Deno.test("progress() refuses a total that is none", () => {
  assertThrows(() => progress(0, "steps"), RangeError, "Cannot show progress: total");
});

Deno.test("watch() begins with what it is first told and ends when all is done", async () => {
  const drawn: ProgressState[] = [];
  const bar = watch("studies", { interval: 0, draw: (state) => Promise.resolve(void drawn.push(state)) });
  assertEquals(drawn.length, 0);
  await bar(1, 2);
  await bar(2, 2);
  assertEquals(drawn.map(({ step, total, done }) => [step, total, done]), [
    [0, 2, false],
    [1, 2, false],
    [2, 2, false],
    [2, 2, true],
  ]);
});
