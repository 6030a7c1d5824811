import { runConfig } from "../../../lib/experiments/config/run_config.ts";
import { readJson } from "../../../lib/io/read_json.ts";
import { smallRun } from "../../experiments/fixtures.ts";
import { jsonBytes } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

const full = runConfig(smallRun),
  pictures = {
    ...smallRun,
    data: { kind: "pictures", name: "procedural", size: 8 },
    training: {
      ...smallRun.training,
      network: { kind: "unet", shape: [8, 8, 1], base: 8, multipliers: [1, 2] },
      time: { kind: "continuous", finest: 0.01 },
      schedule: { kind: "zero-terminal-snr", of: { kind: "cosine", offset: 0.01 } },
      treatment: { kind: "e-tsdm", until: 0.1, intervals: 5 },
    },
    measures: [{ kind: "lipschitz", until: 0.1, pairs: 5, points: 4 }],
  };

export const target: FuzzTarget = {
  name: "run",
  file: "run.json",
  make: (dice) => jsonBytes(dice, dice.mutated<unknown>(dice.pick([smallRun, full, pictures]))),
  damage: 0.05,
  read: async (_, path) => runConfig(await readJson(path), `read the run ${path}`),
};
