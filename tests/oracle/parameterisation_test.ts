import { assertAlmostEquals } from "../assert.ts";
import { RULES } from "../../lib/oracle/parameterisation.ts";
import { linear } from "../../lib/schedules/linear.ts";

Deno.test("RULES differentiate their own φ and ψ", () => {
  const schedule = linear();
  for (const rule of Object.values(RULES)) {
    for (const variance of [0, 0.3, 2]) {
      const at = (t: number) => {
        const level = schedule.at(t);
        return { level, s: level.alpha ** 2 * variance + level.sigma ** 2 };
      };
      const t = 0.3, h = 1e-5, { level, s } = at(t), a = at(t - h), b = at(t + h);
      const dPhi = (rule.phi(b.level, variance, b.s) - rule.phi(a.level, variance, a.s)) / (2 * h);
      assertAlmostEquals(rule.dPhi(level, variance, s), dPhi, 1e-6 * (1 + Math.abs(dPhi)));
      const product = (part: "alpha" | "sigma") =>
        (rule.phi(b.level, variance, b.s) * b.level[part] - rule.phi(a.level, variance, a.s) * a.level[part]) / (2 * h);
      assertAlmostEquals(rule.dSignal(level, variance, s), product("alpha"), 1e-6 * (1 + Math.abs(dPhi)));
      assertAlmostEquals(rule.dNoise(level, variance, s), product("sigma"), 1e-6 * (1 + Math.abs(dPhi)));
      const pull = rule.psi(level) - level.alpha * rule.phi(level, variance, s);
      assertAlmostEquals(rule.pull(level, variance, s), pull, 1e-14 * (1 + Math.abs(pull)));
      assertAlmostEquals(rule.dPsi(level), (rule.psi(b.level) - rule.psi(a.level)) / (2 * h), 1e-7);
    }
  }
});

Deno.test("RULES agree that x = α x0 + σ ε and v = α ε − σ x0", () => {
  const { eps, x0, v } = RULES;
  for (const t of [1e-8, 0.5, 1]) {
    for (const variance of [0, 0.3, 2]) {
      const level = linear().at(t), { alpha, sigma } = level, s = alpha ** 2 * variance + sigma ** 2;
      const [e, x, w] = [eps, x0, v].map((rule) => rule.phi(level, variance, s));
      assertAlmostEquals(alpha * x + sigma * e, 1, 1e-15);
      assertAlmostEquals(alpha * e - sigma * x, w, 1e-15 * (1 + Math.abs(e)));
      assertAlmostEquals(alpha * eps.psi(level) - sigma * x0.psi(level), v.psi(level), 1e-16);
    }
  }
});
