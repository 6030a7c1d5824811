import { lines } from "../../../lib/figures/lines.ts";
import type { LinePanel } from "../../../lib/figures/series.ts";
import { storedSweep } from "../../../lib/experiments/results/stored_sweep.ts";
import { meanCurves } from "../../../lib/experiments/results/mean_curves.ts";
import { relativeCurves } from "../../../lib/experiments/results/relative_curves.ts";
import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { linear } from "../../../lib/schedules/linear.ts";
import { trigonometric } from "../../../lib/schedules/trigonometric.ts";
import { toyLaws } from "../../../lib/studies/exact/laws.ts";
import { ofLength } from "../../../lib/studies/networks/learned_length.ts";
import * as panels from "../../../lib/studies/panels/mod.ts";
import { slopesBySchedule } from "../../../lib/studies/exact/schedule_slopes.ts";
import { assert, assertEquals } from "../../assert.ts";

const say = () => {},
  interval = (value: number) => ({ value, low: value - 1, high: value + 1, n: 9, confidence: 0.95 });

/** What every figure needs: letters in order, and numbers that `lines` takes. */
function checkDrawable(made: readonly LinePanel[], count: number): void {
  assertEquals(made.length, count);
  made.forEach(({ title }, i) => assert(title?.startsWith(`(${"abcdefgh"[i]})`), `panel ${i} is titled ${title}`));
  lines({ name: "drawn", caption: "Drawn." }, made);
}

Deno.test("lettered() puts letters before titles", () => {
  const axes = { x: { title: "x" }, y: { title: "y" }, series: [] };
  assertEquals(panels.lettered([{ title: "one", ...axes }, axes]).map(({ title }) => title), ["(a) one", "(b)"]);
});

Deno.test("panels of slopes are drawn of what was measured", async () => {
  const [mixture] = toyLaws(), times = [1e-4, 1e-3, 1e-2], schedule = linear();
  checkDrawable(panels.termPanels(mixture, [schedule], times), 1);
  checkDrawable(panels.coordinatePanels([mixture], schedule, times), 1);
  const slopes = await slopesBySchedule([{ oracle: mixture, kind: "smooth" }], [schedule], times, { samples: 8 });
  const [panel] = panels.schedulePanels(slopes);
  assertEquals(panel.series[0].y, slopes[0].bySchedule[0].curve.map(({ estimate }) => estimate.value));
});

Deno.test("levelPanels() hold what the schedules say, and how fast it changes towards 0", () => {
  const made = panels.levelPanels([linear(), trigonometric()]), at = linear().at(0.25);
  checkDrawable(made, 6);
  const [alpha, sigma, logSnr] = made.map(({ series }) => series[0].y[Array.from(series[0].x).indexOf(0.25)]);
  assertEquals([alpha, sigma, logSnr], [at.alpha, at.sigma, at.logSnr]);
  const [dAlpha, dSigma, dLogSnr] = made.slice(3).map(({ series }) => series[0].y[0]), early = linear().at(1e-8);
  assertEquals([-dAlpha, dSigma, -dLogSnr], [early.dAlpha, early.dSigma, early.dLogSnr]);
  // α = cos(πt/2) leaves 1 with speed 0: falling towards t = 0.
  const { y } = made[3].series[1];
  assert(y[0] < 1e-6 && y[y.length - 1] > 1);
});

Deno.test("panels of the committed sweeps have a curve for each method", async () => {
  const toy = await storedSweep("toy/quality.json", { say }),
    alternatives = await storedSweep("toy/alternatives.json", { say });
  const slopes = panels.slopePanels(meanCurves(toy, "K(t, t′)"), ["24 points", "moons"]);
  checkDrawable(slopes, 2);
  assertEquals(slopes[0].series.map(({ label, steps }) => [label, steps]), [["DDPM", false], ["E-TSDM", true]]);
  const error = "squared error against the ideal predictor";
  checkDrawable(panels.alternativePanels(meanCurves(alternatives, "K(t, t′)"), relativeCurves(alternatives, error)), 4);
  const curves = relativeCurves(toy, "squared error, input perturbed by 0.1");
  const [relative] = panels.relativePanels([["s = 0.1", curves]], "data", ["line in space"]);
  assertEquals(relative.series.map(({ label }) => label), ["s = 0.1"]);
  const [perturbed] = panels.perturbedPanels([[0.1, meanCurves(toy, "squared error, input perturbed by 0.1")]], [
    "moons",
  ]);
  assertEquals(perturbed.series.map(({ label, dash }) => [label, dash]), [["DDPM, s = 0.1", "solid"], [
    "E-TSDM, s = 0.1",
    "dash",
  ]]);
});

Deno.test("panels of perfect predictors have what was measured, and the differences in pairs", () => {
  const curve = [{ time: 0, estimate: interval(2) }, { time: 1, estimate: interval(3) }];
  const step = { curve, travelled: interval(1) };
  checkDrawable(panels.stepPanels([{ data: "x", ideal: step, shared: step }]), 1);
  const jumps = [1, 2].map((n) => ({
    data: "x",
    n,
    sum: interval(n + 1),
    largest: interval(2 * n),
    error: interval(3),
  }));
  const ends = {
    across: { ideal: curve.slice(1), shared: curve.slice(1) },
    travels: [{ data: "x", ideal: curve, shared: curve }],
    jumps,
  };
  const four = panels.endPanels({ ...ends, travels: [{ data: "x", ideal: curve.slice(1), shared: curve.slice(1) }] }, [
    "x",
  ]);
  assertEquals(four.map(({ series }) => series.length), [2, 2, 1, 1]);
  // One look means one thing in all four.
  const looks = four.flatMap(({ series }) => series.map(({ label, colour, dash }) => `${label} ${colour} ${dash}`));
  assertEquals([...new Set(looks)], ["x: ideal predictor 0 solid", "x: perfect E-TSDM 0 dash"]);
  // Largest jump over the width t̃/n.
  assertEquals(panels.pricePanels(jumps, ["x"], 0.1)[1].series[0].y, [20, 80]);
  const rows = [10, 20].map((time) => ({ data: "x", time, plain: [1, 2, 3], shared: [[2, 3, 4]] }));
  const sampled = panels.perfectSamplingPanels(rows, [{ until: 100, intervals: 5 }]);
  checkDrawable(sampled, 2);
  assertEquals(sampled[1].series[0].y, [1, 1]);
  const errors = { data: "x", scale: 0.1, plain: [[2], [4]], shared: [[1], [2]], zero: [[9], [9]] };
  assertEquals(panels.perturbedOptimumPanels([errors], [0, 20])[0].series[0].y, [-0.5]);
});

Deno.test("panels of samplers leave out what is not told from 0, and count evaluations", () => {
  const row = (budget: number, plain: number[]) => ({
    sampler: "a",
    data: "x",
    budget,
    evaluations: budget,
    plain,
    shared: plain,
  });
  const [quality] = panels.qualityPanels([row(5, [1, 1.1, 0.9]), row(10, [0.1, -0.1, 0.01])], ["a"]);
  assertEquals(quality.series[0].x, [5]);
  checkDrawable(panels.walkPanels([{ title: "w", ways: [{ x: [0, 1], y: [2, 3] }], atoms: { x: [1], y: [3] } }]), 1);
  const run = { data: "x", label: "perfect DDPM", times: [0.01, 0.05, 0.5], steps: 1, rejected: 0, evaluations: 3 };
  const asked = panels.askedPanels([run], { decades: [0.001, 0.1, 1], narrow: [0, 0.02, 0.1], ends: [0.02] });
  assertEquals(asked.map(({ series }) => series[0].y), [[2, 1], [1, 1]]);
});

Deno.test("commonTargetPanels() hold both methods and a network that says 0 against each target", () => {
  const network = { ideal: [1, 2], shared: [0.5, 1], quotients: [], distance: 0 };
  const study = {
    data: "x",
    zero: { ideal: [2, 2], shared: [1, 1] },
    plain: [network, network],
    sharing: [network, network],
  };
  const made = panels.commonTargetPanels([study], [0, 20, 40]);
  checkDrawable(made, 2);
  assertEquals(made[1].series.map(({ label, y }) => [label, Array.from(y)]), [
    ["DDPM", [0.5, 1]],
    ["E-TSDM", [0.5, 1]],
    ["says 0", [1, 1]],
  ]);
});

Deno.test("panels by training length have a curve for each method, and marks where a sampler's last states are", async () => {
  const lengths = ["15000"], table = ofLength(await storedSweep("learned/length.json", { say }), lengths[0]);
  const grid = ddpmLinearGrid();
  const [panel] = panels.lengthPanels({ table, lengths, grid, dimension: 256, delta: 10, until: 200 });
  assertEquals(panel.series.map(({ label }) => label), ["DDPM", "E-TSDM", "finite differences"]);
  // Within an interval E-TSDM's K is 0, which a log axis does not have.
  assert(Array.from(panel.series[1].y).every((value) => value > 0));
  checkDrawable(panels.trainedPanels(table, { grid, dimension: 256 }), 2);
  const mechanism = panels.mechanismPanels(table, { grid, length: lengths[0], lengths, scales: [0, 0.1], interval: 0 });
  checkDrawable(mechanism, 2);
  assertEquals(mechanism[1].marks?.map(({ label }) => label), [undefined, "50", "10"]);
});
