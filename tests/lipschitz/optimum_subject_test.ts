import { assert, assertEquals } from "../assert.ts";
import { shareTimesteps } from "../../lib/conditioning/share_timesteps.ts";
import { lipschitzConstant } from "../../lib/lipschitz/lipschitz_constant.ts";
import { optimumSubject } from "../../lib/lipschitz/optimum_subject.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import { midpoints, sharedOptimum } from "../../lib/oracle/shared_optimum.ts";
import { linear } from "../../lib/schedules/linear.ts";

Deno.test("optimumSubject() is constant within an interval, and its jump does not shrink with the distance", async () => {
  const oracle = isotropicMixture({ dimension: 1, means: Float64Array.of(-1, 1), variance: 0 }), { at } = linear();
  const condition = shareTimesteps({ until: 0.1, intervals: 2 });
  const optimum = sharedOptimum({ oracle, levelAt: at, condition, times: midpoints(0.1, 20) });
  const subject = optimumSubject(optimum, oracle, at);
  const k = async (time: number, other: number) =>
    (await lipschitzConstant(subject, { time, other, samples: 32 })).estimate.value;
  assertEquals(await k(0.01, 0.04), 0);
  const jump = async (gap: number) => await k(0.05 - gap / 2, 0.05 + gap / 2) * gap;
  assert(Math.abs(await jump(1e-6) / await jump(1e-9) - 1) < 1e-3);
  assert(await jump(1e-9) > 0.1);
});
