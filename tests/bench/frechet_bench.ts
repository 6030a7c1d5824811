/**
 * From two sets of features to the Fréchet distance, beside pytorch-fid's own code on the same features, in one run:
 * `deno run -A tests/bench/frechet_bench.ts [N] [D] [repeats] [--save]`; 50,000 × 2,048 and 3 unless told. Needs
 * `deno task peers`; `--save` appends to history.csv. The kit runs with npm alone and, where it is built, with the native library; all take turns, and
 * every time is printed with the medians and their ratio to the peer's.
 * @module
 */
import { join } from "node:path";
import { loadNativeFloat64 } from "../../lib/backend/native/block.ts";
import { frechetDistance } from "../../lib/metrics/frechet.ts";
import { momentsOf } from "../../lib/metrics/moments.ts";
import { quantile } from "../../lib/numerics/stats.ts";
import { peersPython } from "../../lib/tasks/peers.ts";
import { pairedRow, saveRow } from "./history.ts";
import { forgetPeak, peakMegabytes } from "./memory.ts";
import { runPeer } from "./peer.ts";

interface Times {
  moments: number;
  distance: number;
  value: number;
  /** Peak resident memory: the peer's all told, the kit's beyond the features. */
  peakMegabytes: number;
}

/** Runs in a process of its own, so that its peak memory is its own. */
async function ownTimes(folder: string, d: number): Promise<Times> {
  // Without decodeNpy's copy, which would hide the peak that is to be measured.
  const load = async (name: string) => {
    const bytes = await Deno.readFile(join(folder, `${name}.npy`));
    return new Float32Array(bytes.buffer, 10 + bytes[8] + 256 * bytes[9]);
  };
  const [a, b] = [await load("a"), await load("b")];
  const before = await forgetPeak(), start = performance.now();
  const moments = [await momentsOf(a, d), await momentsOf(b, d)];
  const middle = performance.now();
  const { distance } = frechetDistance(moments[0], moments[1]);
  const end = performance.now();
  return {
    moments: (middle - start) / 1000,
    distance: (end - middle) / 1000,
    value: distance,
    peakMegabytes: await peakMegabytes() - before,
  };
}

async function main(n: number, d: number, repeats: number, save: boolean): Promise<void> {
  const python = await peersPython();
  if (python === undefined) throw new Error("Cannot compare: the peers are not installed; run `deno task peers`");
  const folder = await Deno.makeTempDir({ prefix: "nearzero_frechet_" });
  const ways = ["wasm", ...loadNativeFloat64() ? ["native"] : []], peer: Times[] = [];
  const own = new Map(ways.map((way) => [way, [] as Times[]]));
  try {
    for (let k = 0; k < repeats; k++) {
      peer.push(await runPeer<Times>(python, "frechet_time.py", [folder, `${n}`, `${d}`]));
      for (const way of ways) {
        const args = ["run", "-A", import.meta.filename!, "own", folder, `${d}`];
        const command = new Deno.Command(Deno.execPath(), { args, env: { NEARZERO_BACKEND: way }, stderr: "inherit" });
        own.get(way)!.push(JSON.parse(new TextDecoder().decode((await command.output()).stdout)));
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  console.log(
    `Two sets of ${n} × ${d} float32 features, ${navigator.hardwareConcurrency} cores, medians of ${repeats}`,
  );
  const parts: [string, (times: Times) => number][] = [
    ["moments", ({ moments }) => moments],
    ["distance", ({ distance }) => distance],
    ["total", ({ moments, distance }) => moments + distance],
  ];
  for (const [part, of] of parts) {
    const show = (times: Times[]) =>
      `${median(times, of).toFixed(1)} s (${times.map((t) => of(t).toFixed(1)).join(" ")})`;
    const mine = [...own].map(([way, times]) => {
      return `${way} ${show(times)}, ${(median(times, of) / median(peer, of)).toFixed(2)} x`;
    });
    console.log(`  ${part.padEnd(9)} pytorch-fid ${show(peer)}; ${mine.join("; ")}`);
    const turns = (times: Times[]) => times.map((each) => [1000 * of(each)]);
    const title = `Fréchet distance of two sets of ${n} × ${d} features, ${part}, beside pytorch-fid`;
    for (const [way, times] of own) if (save) await saveRow(pairedRow(title, way, turns(times), turns(peer)));
  }
  for (const [way, times] of own) {
    const peak = Math.max(...times.map((t) => t.peakMegabytes)), apart = Math.abs(times[0].value / peer[0].value - 1);
    console.log(
      `  ${way}: peak memory beyond the features ${peak.toFixed(0)} MB; differs by ${apart.toExponential(1)} relative`,
    );
  }
}

function median(times: Times[], of: (times: Times) => number): number {
  return quantile(times.map(of), 0.5);
}

if (import.meta.main) {
  const save = Deno.args.includes("--save"), [first, ...rest] = Deno.args.filter((word) => word !== "--save");
  if (first === "own") console.log(JSON.stringify(await ownTimes(rest[0], Number(rest[1]))));
  else await main(Number(first ?? 50_000), Number(rest[0] ?? 2048), Number(rest[1] ?? 3), save);
}
