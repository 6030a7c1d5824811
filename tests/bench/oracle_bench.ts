import { Random } from "../../lib/numerics/random.ts";
import { empiricalSet, isotropicMixture } from "../../lib/oracle/mod.ts";
import { linear } from "../../lib/schedules/linear.ts";

const random = new Random(0, "bench");
const mixture = isotropicMixture({ dimension: 64, means: random.normals(64 * 64), variance: random.uniforms(64) });
const set = empiricalSet({ dimension: 3072, points: Float32Array.from(random.normals(2000 * 3072)) });

for (const time of [1e-4, 0.1, 0.8]) {
  const level = linear().at(time), x = mixture.sample(10_000, level, random), queries = set.sample(64, level, random);
  const group = `t = ${time}`;
  Deno.bench("ε* of 64 components in 64 dimensions, 10,000 points", { group }, () => void mixture.eps(x, level));
  Deno.bench("∂ε*/∂t of the same", { group }, () => void mixture.dEps(x, level));
  Deno.bench("ε* of 2,000 points of 3,072, 64 queries", { group }, () => void set.eps(queries, level));
}
