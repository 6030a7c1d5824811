import { adviseDraw, lossByTime } from "../../lib/advice/draw.ts";
import { adviceSubject } from "../../lib/advice/subject.ts";
import { mean } from "../../lib/numerics/stats.ts";
import { gaussian } from "../../lib/oracle/gaussian.ts";
import { schedulePath } from "../../lib/samplers/noise_path.ts";
import { flowMatching } from "../../lib/schedules/flow_matching.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { assert, assertAlmostEquals } from "../assert.ts";

Deno.test("lossByTime() is the variance that the optimum leaves on a Gaussian", async () => {
  // ε* = σ x/v leaves Var(ε | x) = 1 − σ²/v = α² m/v, in x0 times σ²/α² and in v over α².
  const m = 0.3, subject = adviceSubject(gaussian({ mean: Float64Array.of(0), covariance: m })), schedule = linear();
  for (
    const [target, factor] of [["eps", () => 1], ["x0", (a: number, s: number) => s * s / (a * a)], [
      "v",
      (a: number) => 1 / (a * a),
    ]] as const
  ) {
    const { times, squares } = await lossByTime({
      subject,
      path: schedulePath(schedule),
      target,
      points: 4000,
      seed: 0,
    });
    for (const j of [0, 5, 20, 40, 63]) {
      const { alpha, sigma } = schedule.at(times[j]),
        exact = alpha ** 2 * m / (alpha ** 2 * m + sigma ** 2) * factor(alpha, sigma);
      assertAlmostEquals(mean(squares[j]) / exact, 1, 0.1);
    }
  }
});

Deno.test("adviseDraw() has the cost of uniform times in closed form on a Gaussian", async () => {
  const m = 0.05, schedule = linear(), path = schedulePath(schedule);
  const subject = adviceSubject(gaussian({ mean: Float64Array.of(0), covariance: m }));
  const { cost, distinguishable } = await adviseDraw({ subject, path, target: "eps", points: 2000, seed: 0 });
  let [sum, roots] = [0, 0];
  for (let i = 0; i < 10_000; i++) {
    const { alpha, sigma } = schedule.at((i + 0.5) / 10_000), loss = alpha ** 2 * m / (alpha ** 2 * m + sigma ** 2);
    sum += loss / 10_000;
    roots += Math.sqrt(loss) / 10_000;
  }
  assert(distinguishable);
  assertAlmostEquals(cost.value / (sum / roots ** 2), 1, 0.03);
});

Deno.test("adviseDraw() works from pure noise", async () => {
  const subject = adviceSubject(gaussian({ mean: Float64Array.of(0), covariance: 0.2 }));
  const { cost } = await adviseDraw({ subject, path: schedulePath(flowMatching()), target: "v", points: 64, seed: 0 });
  assert(cost.value >= 1);
});
