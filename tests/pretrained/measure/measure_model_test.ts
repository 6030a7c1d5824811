import { startBackend } from "../../../lib/backend/choice/start.ts";
import { lipschitzConstant } from "../../../lib/lipschitz/lipschitz_constant.ts";
import { totalVariation } from "../../../lib/lipschitz/total_variation.ts";
import { networkDerivative } from "../../../lib/predictors/network_derivative.ts";
import { networkSubject } from "../../../lib/predictors/network_subject.ts";
import { measureModel } from "../../../lib/pretrained/measure/measure_model.ts";
import { measureTimes } from "../../../lib/pretrained/measure/times.ts";
import { modelSubject } from "../../../lib/pretrained/models/subject.ts";
import { trainedModel } from "../../../lib/pretrained/models/trained_model.ts";
import { gridPath, schedulePath } from "../../../lib/samplers/noise_path.ts";
import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { edm } from "../../../lib/schedules/edm.ts";
import { pointData } from "../../../lib/training/data.ts";
import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";
import { numbers } from "../numbers.ts";
import { someTrained } from "../some_network.ts";

const rows = pointData("some pictures", numbers("pictures", 10 * 64), 64), data = { ...rows, shape: [8, 8, 1] };
const trained = someTrained(), model = trainedModel(trained, "own");
const few = { points: 6, batch: 4, seed: 3, times: 4 };

Deno.test("measureModel() gives what the kit's own estimators give at the same points", async () => {
  await startBackend("wasm");
  const { curves, totalVariation: travelled, rootDimension } = await measureModel(model, data, few);
  assertEquals(rootDimension, 8);
  const subject = networkSubject(trained, data), options = { samples: 6, batch: 4, seed: 3 };
  const curve = (quantity: string, coordinate: string) =>
    curves.find((each) => each.quantity === quantity && each.coordinate === coordinate)!.points;
  for (const { time, other, estimate } of curve("K(t, t + 1)", "time")) {
    const wanted = await lipschitzConstant(subject, { ...options, time, other });
    assertAlmostEquals(estimate.value / wanted.estimate.value, 1, 1e-6);
    assertAlmostEquals(estimate.low / wanted.estimate.low, 1, 1e-6);
  }
  const logSnr = (time: number) => trained.path.at(time).logSnr;
  for (const { time, other, estimate } of curve("K(t, t + 10)", "logSnr")) {
    const wanted = await lipschitzConstant(subject, { ...options, time, other, coordinate: logSnr });
    assertAlmostEquals(estimate.value / wanted.estimate.value, 1, 1e-6);
  }
  for (const { time, estimate } of curve("‖∂ε̂/∂t‖", "time")) {
    const wanted = await networkDerivative(trained, data, { ...options, time });
    assertAlmostEquals(estimate.value / wanted.estimate.value, 1, 1e-6);
  }
  const times = curve("K(t, t + 1)", "time").map(({ time }) => time), neighbours = [];
  for (let i = 0; i + 1 < times.length; i++) {
    neighbours.push(
      await lipschitzConstant(modelSubject(model, data), { ...options, time: times[i], other: times[i + 1] }),
    );
  }
  assertAlmostEquals(travelled.value / totalVariation(neighbours, { seed: 3 }).value, 1, 1e-6);
});

Deno.test("measureModel() goes on where it was stopped, with the same numbers", async () => {
  await startBackend("wasm");
  const folder = await Deno.makeTempDir();
  try {
    const whole = await measureModel(model, data, few);
    let seen = 0;
    const stop = () => {
      if (++seen === 3) throw new Error("stopped");
    };
    await measureModel(model, data, { ...few, folder, onStep: stop }).then(() => assert(false), () => {});
    let asked = 0;
    const counting = {
      ...model,
      predict: (...args: Parameters<typeof model.predict>) => (asked++, model.predict(...args)),
    };
    const again = await measureModel(counting, data, { ...few, folder }), first = asked;
    assertEquals(again, whole);
    assertEquals(await measureModel(counting, data, { ...few, folder }), whole);
    assertEquals(asked, first);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("measureTimes() stays on every path, and has the first and the last interval", () => {
  for (const path of [gridPath(ddpmLinearGrid()), gridPath(ddpmLinearGrid({ steps: 20 })), schedulePath(edm())]) {
    const { times, spans, edges } = measureTimes(path);
    assertEquals(times, [...times].sort((a, b) => a - b));
    assert(times[0] === path.finest && times.at(-1)! + spans[1] <= path.noisiest);
    assertEquals([edges[0], edges.at(-1)], [path.finest, path.steps ?? path.noisiest]);
  }
});
