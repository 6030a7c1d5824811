import { diffusersSchedule } from "../../../lib/pretrained/diffusers/scheduler.ts";
import { assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";

/** ᾱ of each step from the definition. */
function products(beta: (k: number) => number, steps: number): number[] {
  let product = 1;
  return Array.from({ length: steps }, (_, k) => product *= 1 - beta(k));
}

Deno.test("diffusersSchedule() has the levels of each of its kinds", () => {
  const bar = (t: number) => Math.cos((t + 0.008) / 1.008 * Math.PI / 2) ** 2;
  const betas: Record<string, (k: number) => number> = {
    linear: (k) => 1e-4 + k / 999 * 0.0199,
    scaled_linear: (k) => (0.01 + k / 999 * (Math.sqrt(0.02) - 0.01)) ** 2,
    squaredcos_cap_v2: (k) => Math.min(0.999, 1 - bar((k + 1) / 1000) / bar(k / 1000)),
    sigmoid: (k) => 1e-4 + 0.0199 / (1 + Math.exp(6 - 12 * k / 999)),
  };
  for (const [name, beta] of Object.entries(betas)) {
    const { grid } = diffusersSchedule({ beta_schedule: name }, "s.json");
    products(beta, 1000).forEach((wanted, k) =>
      assertAlmostEquals(grid.alpha[k] ** 2 / wanted, 1, 1e-9, `${name} ${k}`)
    );
  }
  const { grid } = diffusersSchedule({ trained_betas: [0.1, 0.2] }, "s.json");
  assertAlmostEquals(grid.alpha[1] ** 2, 0.72, 1e-15);
});

Deno.test("diffusersSchedule() says what is predicted, and as which schedule of the kit", () => {
  assertEquals(diffusersSchedule({}, "s.json").schedule, { kind: "linear", betaMin: 0.1, betaMax: 20 });
  assertEquals(diffusersSchedule({ prediction_type: "v_prediction" }, "s.json").prediction, "v");
  const zero = diffusersSchedule({ rescale_betas_zero_snr: true, prediction_type: "sample" }, "s.json");
  assertEquals([zero.grid.alpha[999], zero.prediction], [0, "x0"]);
  assertThrows(() => diffusersSchedule({ beta_schedule: "laplace" }, "s.json"), Error, "beta_schedule");
});
