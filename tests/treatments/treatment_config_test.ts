import { join } from "node:path";
import { gridPath, schedulePath } from "../../lib/samplers/noise_path.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { probeTimes, spanOf } from "../../lib/objectives/path.ts";
import { checkout } from "../../lib/io/checkout.ts";
import { treatmentEntries } from "../../lib/treatments/registry.ts";
import { makeTreatment, treatmentConfig, type TreatmentOptions } from "../../lib/treatments/treatment_config.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";

const steps = gridPath(ddpmLinearGrid()), times = schedulePath(linear()), paths = [steps, times];

/** One of each kind, as short as it can be written. */
const ALL = treatmentEntries.map(({ kind }) => ({ kind }));

Deno.test("treatmentConfig() makes every default explicit, in the unit of the path's time", () => {
  const full = (path: typeof steps) => ALL.map((options) => treatmentConfig(options, path));
  assertEquals(full(steps), [
    { kind: "ddpm" },
    { kind: "e-tsdm", until: 100, intervals: 5 },
    { kind: "remap", exponent: 0.5 },
    { kind: "log-snr", scale: 50 },
    { kind: "sigma", scale: 1000 },
    { kind: "quantised", until: 100, intervals: 5 },
    { kind: "regularised", weight: 1, estimator: "difference", until: 100, delta: 1 },
    { kind: "mod-ns", until: 100 },
  ]);
  assertEquals(full(times).slice(5), [
    { kind: "quantised", until: 0.1, intervals: 5 },
    { kind: "regularised", weight: 1, estimator: "difference", until: 0.1, delta: 0.001 },
    { kind: "mod-ns", until: 0.1 },
  ]);
  for (const path of paths) assertEquals(full(path).map((config) => treatmentConfig(config, path)), full(path));
});

Deno.test("makeTreatment() gives conditions that never turn back, finite on the whole path", () => {
  for (const path of paths) {
    for (const { kind, falls } of treatmentEntries) {
      const { condition } = makeTreatment({ kind }, path), told = probeTimes(path).map(condition);
      const sign = falls ? -1 : 1;
      assert(told.every((value, i) => Number.isFinite(value) && (i === 0 || sign * (value - told[i - 1]) >= 0)));
      assert(sign * (told[told.length - 1] - told[0]) > 0);
    }
  }
});

Deno.test("makeTreatment() changes what its entry declares, and nothing else", () => {
  for (const path of paths) {
    for (const { kind, changes } of treatmentEntries) {
      const { condition, noiseTime, path: own, penalty } = makeTreatment({ kind }, path);
      const found = [
        ...(probeTimes(path).every((time) => condition(time) === time) ? [] : ["condition"]),
        ...(noiseTime === undefined && own === undefined ? [] : ["noise"]),
        ...(penalty === undefined ? [] : ["loss"]),
      ];
      assertEquals(found, [...changes], kind);
    }
  }
});

Deno.test("treatmentEntries has every entry that a file declares, each kind once", async () => {
  const kinds: string[] = [];
  for await (const { name } of Deno.readDir(join(checkout, "lib", "treatments"))) {
    const text = await Deno.readTextFile(join(checkout, "lib", "treatments", name));
    kinds.push(...[...text.matchAll(/^export const \w+Entry: .*\n +kind: "(.*)"/gm)].map(([, kind]) => kind));
  }
  assertEquals(treatmentEntries.map(({ kind }) => kind as string).sort(), kinds.sort());
  assertEquals(new Set(kinds).size, kinds.length);
});

Deno.test("makeTreatment() quantises the noise with the condition", () => {
  for (const path of paths) {
    const { noiseTime, condition } = makeTreatment({ kind: "quantised", intervals: 4 }, path),
      until = spanOf(path) / 10;
    const noises = probeTimes(path).map((time) => noiseTime!(time));
    assertEquals(noises, probeTimes(path).map(condition));
    assertEquals(new Set(noises.filter((time) => time < until)).size, 4);
    noises.forEach((time, i) => {
      if (probeTimes(path)[i] >= until) assertEquals(time, probeTimes(path)[i]);
    });
  }
});

Deno.test("makeTreatment() tells E-TSDM's intervals their first time, a tenth of the path where not given", () => {
  const told = makeTreatment({ kind: "e-tsdm" }, steps).condition;
  assertEquals([0, 19, 20, 99, 100, 500].map(told), [0, 0, 20, 80, 100, 500]);
  const shared = makeTreatment({ kind: "e-tsdm" }, times).condition;
  assertEquals([0.015, 0.09, 0.3].map(shared), [0, 0.08, 0.3]);
});

Deno.test("makeTreatment() tells the log-SNR or σ at the scale of the path", () => {
  const { logSnr, sigma } = steps.at(300);
  assertAlmostEquals(makeTreatment({ kind: "log-snr" }, steps).condition(300), 50 * logSnr, 1e-9);
  assertAlmostEquals(makeTreatment({ kind: "sigma" }, steps).condition(300), 1000 * sigma, 1e-9);
  assertAlmostEquals(makeTreatment({ kind: "remap" }, steps).condition(250), 500, 1e-9);
});

Deno.test("makeTreatment() reshapes the noise levels for Mod-NS", () => {
  for (const path of paths) {
    const until = spanOf(path) / 10, { path: own } = makeTreatment({ kind: "mod-ns" }, path);
    assertEquals(own!.at(until), path.at(until));
    assert(own!.at(until / 2).sigma < path.at(until / 2).sigma);
  }
});

Deno.test("treatmentConfig() names what is wrong", () => {
  const cases: [unknown, typeof TypeError | typeof RangeError, string][] = [
    [{ kind: "etsdm" }, RangeError, `did you mean "e-tsdm"`],
    [{ kind: "e-tsdm", unti: 5 }, RangeError, `did you mean "until"`],
    [{ kind: "e-tsdm", until: "5" }, TypeError, "until must be a number"],
    [{ kind: "e-tsdm", intervals: 0 }, RangeError, "intervals"],
    [{ kind: "remap", exponent: 2 }, RangeError, "exponent must be at most 1"],
    [{ kind: "regularised", estimator: "exactly" }, RangeError, `did you mean "exact"`],
    [{}, RangeError, "kind is missing"],
  ];
  for (const [options, type, message] of cases) {
    assertThrows(() => treatmentConfig(options as TreatmentOptions, steps), type, message);
  }
});
