/**
 * The oracles beside NumPy on the same problem, in one run: `deno run -A tests/bench/oracle_bench.ts [mixture|set] [PICTURES] [--save]`.
 *
 * PICTURES names a data set or the path of one for the empirical oracle, 10,000 pictures of 32 × 32 × 3; without it, or
 * a `cifar10` that is present, the points are drawn and the title says so. The Python of `deno task peers` is used, else
 * python3. NumPy is timed twice: on the direct formula, and on the expanded one, ‖x‖² − 2x·μ + ‖μ‖², which goes through
 * BLAS and cancels where σ is small. `--save` appends to history.csv, where the ratio is ours to NumPy's.
 * @module
 */
import { loadNativeFloat64 } from "../../lib/backend/native/block.ts";
import { dataSetPresent, loadPictures } from "../../lib/datasets/load.ts";
import { Random } from "../../lib/numerics/random.ts";
import { empiricalSet } from "../../lib/oracle/empirical_set.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import type { Oracle } from "../../lib/oracle/oracle.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { peersPython } from "../../lib/tasks/peers.ts";
import { saveRow, unpairedRow } from "./history.ts";
import { least } from "./pairs.ts";
import { runPeer } from "./peer.ts";

const python = await peersPython() ?? "python3";

const save = Deno.args.includes("--save"), [only, named] = Deno.args.filter((word) => word !== "--save");

/** The seconds of three turns. */
function timed(run: () => Float64Array): [seconds: number[], value: Float64Array] {
  const seconds: number[] = [];
  let value: Float64Array = new Float64Array(0);
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    value = run();
    seconds.push((performance.now() - start) / 1000);
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
    const [seconds, eps] = timed(() => oracle.eps(x, level)), [dSeconds, dEps] = timed(() => oracle.dEps(x, level));
    const peer = await runPeer<Record<string, number>>(python, "oracle_numpy.py", [folder]);
    const kind = loadNativeFloat64() === undefined ? "npm alone" : "native";
    console.log(`${title}, t = ${time}, ${kind}, NumPy ${peer.numpy}`);
    for (const [name, own, mine] of [["eps", seconds, eps], ["d_eps", dSeconds, dEps]] as const) {
      for (const way of ["expanded", "direct"]) {
        const theirs = new Float64Array((await Deno.readFile(`${folder}/${name}_${way}.f64`)).buffer);
        const error = theirs.reduce((worst, value, i) => Math.max(worst, Math.abs(value - mine[i])), 0);
        const size = mine.reduce((worst, value) => Math.max(worst, Math.abs(value)), 0);
        const other = peer[`${name} ${way}`];
        const [a, b, ratio] = [least(own), other, other / least(own)].map((value) => value.toFixed(3));
        console.log(
          `  ${name}: ${a} s, NumPy ${way} ${b} s, ratio ${ratio}, differ by ${(error / size).toExponential(1)}`,
        );
        const work = `${title}, t = ${time}, ${name}, beside NumPy ${way}`;
        if (save) await saveRow(unpairedRow(work, kind, own.map((each) => 1000 * each), [1000 * other], least));
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The points of the empirical oracle, and what they are. */
async function setPoints(): Promise<[title: string, points: Float64Array]> {
  const chosen = named ?? (await dataSetPresent("cifar10") ? "cifar10" : undefined);
  if (chosen === undefined) return ["drawn points", new Random(0, "points").normals(10_000 * 3072)];
  const pictures = await loadPictures(chosen, { size: [32, 32], channels: 3, limit: 10_000 });
  const all = Uint32Array.from({ length: pictures.count }, (_, i) => i);
  return [`pictures of ${pictures.label}`, Float64Array.from(await pictures.batch(all))];
}

if (only !== "set") {
  const random = new Random(0, "bench"), d = 64, count = 64;
  const means = random.normals(count * d), variances = random.fork("variances").uniforms(count);
  const mixture = isotropicMixture({ dimension: d, means, variance: variances });
  for (const time of [1e-4, 0.1, 0.8]) {
    await compare("64 components, 64 dimensions, 100,000 points", mixture, {
      means,
      variances,
      queries: 100_000,
      time,
    });
  }
}
if (only !== "mixture") {
  const [title, points] = await setPoints(), count = points.length / 3072;
  const set = empiricalSet({ dimension: 3072, points });
  const still = { means: points, variances: new Float64Array(count), queries: 256 };
  for (const time of [1e-3, 0.5]) {
    await compare(`${count.toLocaleString("en")} ${title} of 3,072, 256 queries`, set, { ...still, time });
  }
}
