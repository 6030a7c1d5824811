/** An executor without a network: what store, engines and sweeps are tested with. */
import { join } from "node:path";
import type { Executor } from "../../lib/experiments/runs/executor.ts";
import { WEIGHTS_FILE } from "../../lib/experiments/store/store.ts";
import { writeFileAtomic } from "../../lib/io/atomic.ts";
import { Random } from "../../lib/numerics/random.ts";

export interface FakeOptions {
  /** Called before each of the 10 steps of a training, with the signal that ends it. */
  readonly onStep?: (folder: string, step: number, signal: AbortSignal) => void | Promise<void>;
  /** Called before each evaluation. */
  readonly onEvaluate?: (run: string) => void;
}

/** "Trains" in ten steps, each kept in a checkpoint; a score is a function of treatment, data and seed. */
export function fakeExecutor({ onStep, onEvaluate }: FakeOptions = {}): Executor {
  return {
    check: () => Promise.resolve(),
    isTrained: (folder) => Deno.stat(join(folder, WEIGHTS_FILE)).then(() => true, () => false),
    async train(jobs, { signal, say }) {
      for (const { config, folder } of jobs) {
        const checkpoint = join(folder, "checkpoint.json");
        let state = { step: 0, sum: 0 };
        state = await Deno.readTextFile(checkpoint).then(JSON.parse, () => state);
        const random = new Random(config.training.seed, "fake");
        while (state.step < 10) {
          await onStep?.(folder, state.step, signal);
          signal.throwIfAborted();
          state = { step: state.step + 1, sum: state.sum + random.uniforms(1, state.step)[0] };
          await writeFileAtomic(checkpoint, JSON.stringify(state));
        }
        say(`trained seed ${config.training.seed}`);
        await writeFileAtomic(join(folder, WEIGHTS_FILE), JSON.stringify(state));
      }
    },
    async evaluate({ config }, { network, run }) {
      onEvaluate?.(run);
      const { sum } = JSON.parse(await Deno.readTextFile(join(network, WEIGHTS_FILE)));
      const kind = (config.training.treatment as { kind?: string } | undefined)?.kind;
      const value = sum + (kind === "e-tsdm" ? -0.5 : 0) + 1 / config.sampler.evaluations;
      await writeFileAtomic(join(run, "samples.json"), String(value));
      const { seed } = config.training;
      const score = { metric: "energy distance", value, low: value - 0.1, high: value + 0.1, n: 100, seed };
      return { scores: { scores: [score], curves: [] }, data: { name: config.data.kind, count: 1, sha256: "0" } };
    },
    backend: () => "fake",
  };
}
