/**
 * From two sets of features to the Fréchet distance, beside pytorch-fid's own code on the same features, in one run:
 * `deno run -A tests/bench/frechet_bench.ts [N] [D] [repeats]`; 50,000 × 2,048 and 3 unless told. Needs
 * `deno task peers`. Takes turns with the peer and prints every time, the medians and their ratio.
 * @module
 */
import { join } from "node:path";
import { decodeNpy } from "../../lib/io/npy.ts";
import { frechetDistance } from "../../lib/metrics/frechet.ts";
import { momentsOf } from "../../lib/metrics/moments.ts";
import { quantile } from "../../lib/numerics/stats.ts";
import { peersPython } from "../../lib/tasks/peers.ts";

interface Times {
  moments: number;
  distance: number;
  value: number;
  /** Peak resident memory: the peer's all told, the kit's beyond the features. */
  peakMegabytes: number;
}

async function peerTimes(python: string, folder: string, n: number, d: number): Promise<Times> {
  const script = new URL("../peers/frechet_time.py", import.meta.url).pathname;
  // A BLAS that was told to use another machine's kernels would be no fair opponent.
  const env = { OPENBLAS_CORETYPE: "", OPENBLAS_L2_SIZE: "" };
  const { success, stdout } = await new Deno.Command(python, {
    args: [script, folder, `${n}`, `${d}`],
    env: Object.fromEntries(Object.entries(env).filter(([name]) => Deno.env.has(name))),
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot compare: ${script} failed`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Runs in a process of its own, so that its peak memory is its own. */
async function ownTimes(folder: string): Promise<Times> {
  const load = async (name: string) => {
    const { data, shape } = decodeNpy(await Deno.readFile(join(folder, `${name}.npy`)), name);
    return { data: data as Float32Array, d: shape[1] };
  };
  const [a, b] = [await load("a"), await load("b")];
  const before = await peakMegabytes(true), start = performance.now();
  const moments = [await momentsOf(a.data, a.d), await momentsOf(b.data, b.d)];
  const middle = performance.now();
  const { distance } = frechetDistance(moments[0], moments[1]);
  const end = performance.now();
  return {
    moments: (middle - start) / 1000,
    distance: (end - middle) / 1000,
    value: distance,
    peakMegabytes: await peakMegabytes(false) - before,
  };
}

/** Peak resident memory of this process, where the system tells; first forgets the peak so far, or tells what is held. */
async function peakMegabytes(reset: boolean): Promise<number> {
  if (Deno.build.os !== "linux") return Deno.memoryUsage().rss / 2 ** 20;
  if (reset) {
    await Deno.writeTextFile("/proc/self/clear_refs", "5").catch(() => {});
    return Deno.memoryUsage().rss / 2 ** 20;
  }
  const status = await Deno.readTextFile("/proc/self/status");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

async function main(n: number, d: number, repeats: number): Promise<void> {
  const python = await peersPython();
  if (python === undefined) throw new Error("Cannot compare: the peers are not installed; run `deno task peers`");
  const folder = await Deno.makeTempDir({ prefix: "nearzero_frechet_" });
  const own: Times[] = [], peer: Times[] = [];
  try {
    for (let k = 0; k < repeats; k++) {
      peer.push(await peerTimes(python, folder, n, d));
      const args = ["run", "-A", import.meta.filename!, "own", folder];
      const { stdout } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" }).output();
      own.push(JSON.parse(new TextDecoder().decode(stdout)));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  console.log(
    `Two sets of ${n} × ${d} float32 features, ${navigator.hardwareConcurrency} cores, medians of ${repeats}`,
  );
  const total = ({ moments, distance }: Times) => moments + distance;
  for (
    const [what, of] of [["moments", (t: Times) => t.moments], ["distance", (t: Times) => t.distance], [
      "total",
      total,
    ]] as const
  ) {
    const [mine, theirs] = [own, peer].map((times) => quantile(times.map(of), 0.5));
    const all = [own, peer].map((times) => times.map((t) => of(t).toFixed(1)).join(" "));
    const ratio = (mine / theirs).toFixed(2);
    console.log(
      `  ${what.padEnd(9)} ${mine.toFixed(1)} s (${all[0]}), pytorch-fid ${theirs.toFixed(1)} s (${
        all[1]
      }): ${ratio} x`,
    );
  }
  const peak = Math.max(...own.map((times) => times.peakMegabytes));
  const apart = Math.abs(own[0].value / peer[0].value - 1);
  console.log(
    `  peak memory beyond the features ${peak.toFixed(0)} MB; values differ by ${apart.toExponential(1)} relative`,
  );
}

if (import.meta.main) {
  const [first, ...rest] = Deno.args;
  if (first === "own") console.log(JSON.stringify(await ownTimes(rest[0])));
  else await main(Number(first ?? 50_000), Number(rest[0] ?? 2048), Number(rest[1] ?? 3));
}
