import { checkSignal, dataLevel, gridPath, levelsAt, schedulePath } from "../../lib/samplers/noise_path.ts";
import { cosine } from "../../lib/schedules/cosine.ts";
import { flowMatching } from "../../lib/schedules/flow_matching.ts";
import { ddpmLinearGrid, discretise, gridOfAlphaSigma } from "../../lib/schedules/grid.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { trigonometric } from "../../lib/schedules/trigonometric.ts";
import { zeroTerminalSnr, zeroTerminalSnrGrid } from "../../lib/schedules/zero_terminal_snr.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";

const grid = ddpmLinearGrid(), path = gridPath(grid);

Deno.test("gridPath() is the grid at its steps", () => {
  for (const step of [0, 1, 500, 999]) {
    const { time, alpha, sigma, logSnr } = path.at(step);
    assertEquals([time, alpha, sigma, logSnr], [step, grid.alpha[step], grid.sigma[step], grid.logSnr[step]]);
    assertEquals(path.timeAt(grid.logSnr[step]), step);
  }
});

Deno.test("gridPath() is linear in ln α between steps, and inverts", () => {
  for (const time of [0.25, 7.5, 998.9]) {
    const k = Math.floor(time), level = path.at(time), share = time - k;
    const wanted = (1 - share) * Math.log(grid.alpha[k]) + share * Math.log(grid.alpha[k + 1]);
    assertAlmostEquals(Math.log(level.alpha), wanted, 1e-14);
    assertAlmostEquals(level.alpha ** 2 + level.sigma ** 2, 1, 1e-15);
    assertAlmostEquals(level.logSnr, 2 * Math.log(level.alpha / level.sigma), 1e-12);
    assertAlmostEquals(path.timeAt(level.logSnr), time, 1e-10);
    const slope = (path.at(time + 1e-6).logSnr - path.at(time - 1e-6).logSnr) / 2e-6;
    assertAlmostEquals(level.dLogSnr / slope, 1, 1e-6);
  }
});

Deno.test("gridPath() comes near the schedule that it samples, the nearer the finer", () => {
  const schedule = linear();
  const errors = [50, 100, 200].map((steps) => {
    const between = gridPath(discretise(schedule, steps));
    // Step k lies at t = (k + 1)/T.
    return Math.abs(between.at(0.4 * steps - 0.5).logSnr - schedule.at(0.4 + 0.5 / steps).logSnr);
  });
  assert(errors[0] / errors[1] > 3.5 && errors[1] / errors[2] > 3.5, `${errors}`);
});

Deno.test("schedulePath() is the schedule", () => {
  const schedule = cosine(), of = schedulePath(schedule), { alpha, sigma, logSnr, dLogSnr } = schedule.at(0.3);
  assertEquals(of.at(0.3), { time: 0.3, alpha, sigma, logSnr, dLogSnr });
  assertAlmostEquals(of.timeAt(logSnr), 0.3, 1e-12);
});

Deno.test("paths refuse times that they cannot represent", () => {
  const schedule = schedulePath(cosine());
  assertThrows(() => schedule.at(0), RangeError, "time 0 has α = 1 and σ = 0, σ must be above 0");
  assertThrows(() => schedule.at(-1e-9), RangeError, "time must be in [0, 1]");
  assertThrows(() => path.at(-0.01), RangeError, "Cannot walk over the DDPM linear grid: step must be in [0, 999]");
  assertThrows(() => path.timeAt(20), RangeError, "logSnr must be in");
});

Deno.test("checkSignal() refuses pure noise and says where", () => {
  const noise = { alpha: 0, sigma: 1 };
  checkSignal("walk", "time 1", { alpha: 1e-300, sigma: 1 });
  assertThrows(() => checkSignal("walk", "time 1", noise), RangeError, "Cannot walk: time 1 has α = 0 and σ = 1");
});

Deno.test("schedulePath() ends in pure noise where its schedule does, and tells how α falls there", () => {
  for (const schedule of [cosine(), flowMatching(), trigonometric(), zeroTerminalSnr(linear())]) {
    const path = schedulePath(schedule), { time, alpha, sigma, logSnr, dLogSnr, dAlpha } = path.at(path.noisiest);
    assertEquals([time, alpha, logSnr, dLogSnr], [1, 0, -Infinity, -Infinity]);
    assertAlmostEquals(sigma, 1, 1e-15);
    assertAlmostEquals(dAlpha! / (-schedule.at(1 - 1e-6).alpha / 1e-6), 1, 1e-4, schedule.name);
    assertEquals(path.at(0.5).dAlpha, undefined);
  }
});

Deno.test("gridPath() is linear in α before a last step of pure noise, and inverts", () => {
  const terminal = gridPath(zeroTerminalSnrGrid(grid)), before = terminal.at(998);
  const { alpha, sigma, logSnr, dLogSnr, dAlpha } = terminal.at(999);
  assertEquals([alpha, sigma, logSnr, dLogSnr, dAlpha], [0, 1, -Infinity, -Infinity, -before.alpha]);
  assertEquals(terminal.timeAt(-Infinity), 999);
  assertEquals(terminal.timeAt(before.logSnr), 998);
  for (const share of [0.25, 0.5, 0.999]) {
    const level = terminal.at(998 + share);
    assertAlmostEquals(level.alpha / (before.alpha * (1 - share)), 1, 1e-9);
    assertAlmostEquals(level.alpha ** 2 + level.sigma ** 2, 1, 1e-15);
    assertAlmostEquals(terminal.timeAt(level.logSnr), 998 + share, 1e-12);
    assertEquals(terminal.levelAt(998 + share).alpha, level.alpha);
    const slope = (terminal.at(998 + share + 1e-7).logSnr - terminal.at(998 + share - 1e-7).logSnr) / 2e-7;
    assertAlmostEquals(level.dLogSnr / slope, 1, 1e-5);
  }
  const two = gridPath(gridOfAlphaSigma("terminal", Float64Array.of(0.9, 0), Float64Array.of(Math.sqrt(0.19), 1)));
  assertEquals([two.at(1).alpha, two.at(1).dAlpha], [0, -0.9]);
});

Deno.test("levelsAt() ends at the data or stops", () => {
  assertEquals(levelsAt(path, [9, 4.5]).map(({ time }) => time), [9, 4.5, -1]);
  assertEquals(levelsAt(path, [9, 4.5], "stop").map(({ time }) => time), [9, 4.5]);
  assertEquals(levelsAt(path, Float64Array.of(3))[1], dataLevel(-1));
  assertThrows(() => levelsAt(path, [4, 9]), RangeError, "times[1] must be below 4, got 9");
  assertThrows(() => levelsAt(path, [4, NaN]), RangeError, "times[1] must be below 4, got NaN");
});

Deno.test("levelAt() says where the noise is, pure noise and pure data too", () => {
  const schedule = schedulePath(cosine()), terminal = gridPath(zeroTerminalSnrGrid(grid));
  assertEquals([schedule.levelAt(0).sigma, schedule.levelAt(1).alpha], [0, 0]);
  assertEquals([terminal.levelAt(999).alpha, terminal.levelAt(999).sigma], [0, 1]);
  for (const time of [0, 7, 7.25]) {
    const { alpha, sigma } = path.at(time);
    assertEquals([path.levelAt(time).alpha, path.levelAt(time).sigma], [alpha, sigma]);
  }
  for (const time of [-0.5, 999.5, 1000]) assertThrows(() => path.levelAt(time), RangeError, "must be in [0, 999]");
  assertThrows(() => schedule.levelAt(1.1), RangeError, "must be in [0, 1]");
});
