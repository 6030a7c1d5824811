/**
 * Times the oracles beside NumPy on the same problem, in one run: `deno run -A tests/bench/oracle_against_numpy.ts [mixture|set]`.
 * NEARZERO_PYTHON names a Python that has NumPy; python3 unless set.
 * @module
 */
import { Random } from "../../lib/numerics/random.ts";
import { empiricalSet, isotropicMixture, type Oracle } from "../../lib/oracle/mod.ts";
import { linear } from "../../lib/schedules/linear.ts";

const python = Deno.env.get("NEARZERO_PYTHON") ?? "python3";
const script = new URL("../peers/oracle_numpy.py", import.meta.url).pathname;

/** Best seconds of three. */
function best(run: () => Float64Array): [seconds: number, value: Float64Array] {
  let seconds = Infinity, value: Float64Array = new Float64Array(0);
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    value = run();
    seconds = Math.min(seconds, (performance.now() - start) / 1000);
  }
  return [seconds, value];
}

async function compare(
  title: string,
  oracle: Oracle,
  parts: { means: Float64Array; variances: Float64Array; queries: number; time: number },
): Promise<void> {
  const { means, variances, queries, time } = parts, level = linear().at(time), d = oracle.dimension;
  const x = oracle.sample(queries, level, new Random(1, "bench"));
  const folder = await Deno.makeTempDir();
  try {
    const { alpha, sigma, dAlpha, dSigma } = level, count = means.length / d;
    const rows = {
      expandedRows: Math.ceil(2 ** 22 / count),
      directRows: Math.max(1, Math.floor(2 ** 24 / means.length)),
    };
    const problem = { dimension: d, alpha, sigma, dAlpha, dSigma, ...rows };
    await Deno.writeTextFile(`${folder}/problem.json`, JSON.stringify(problem));
    for (const [name, data] of Object.entries({ x, means, variances })) {
      await Deno.writeFile(`${folder}/${name}.f64`, new Uint8Array(data.slice().buffer));
    }
    const [seconds, eps] = best(() => oracle.eps(x, level)), [dSeconds, dEps] = best(() => oracle.dEps(x, level));
    const { stdout, success } = await new Deno.Command(python, { args: [script, folder], stderr: "inherit" }).output();
    if (!success) throw new Error(`Cannot compare: ${python} ${script} failed`);
    const peer = JSON.parse(new TextDecoder().decode(stdout));
    console.log(`${title}, t = ${time}, NumPy ${peer.numpy}`);
    for (const [name, own, mine] of [["eps", seconds, eps], ["d_eps", dSeconds, dEps]] as const) {
      for (const way of ["expanded", "direct"]) {
        const theirs = new Float64Array((await Deno.readFile(`${folder}/${name}_${way}.f64`)).buffer);
        const error = theirs.reduce((worst, value, i) => Math.max(worst, Math.abs(value - mine[i])), 0);
        const size = mine.reduce((worst, value) => Math.max(worst, Math.abs(value)), 0);
        const other = peer[`${name} ${way}`];
        const [a, b, ratio] = [own, other, other / own].map((value) => value.toFixed(3));
        console.log(
          `  ${name}: ${a} s, NumPy ${way} ${b} s, ratio ${ratio}, differ by ${(error / size).toExponential(1)}`,
        );
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const only = Deno.args[0];
const random = new Random(0, "bench"), d = 64, count = 64;
const means = random.normals(count * d), variances = random.fork("variances").uniforms(count);
const mixture = isotropicMixture({ dimension: d, means, variance: variances });
for (const time of only === "set" ? [] : [1e-4, 0.1, 0.8]) {
  await compare("64 components, 64 dimensions, 100,000 points", mixture, { means, variances, queries: 100_000, time });
}
const points = random.fork("points").normals(10_000 * 3072);
const set = empiricalSet({ dimension: 3072, points });
const still = { means: points, variances: new Float64Array(10_000), queries: 256 };
for (const time of only === "mixture" ? [] : [1e-3, 0.5]) {
  await compare("10,000 points of 3,072, 256 queries", set, { ...still, time });
}
