/**
 * At which times a script looks, in Python.
 * @module
 */
import { block, pythonLiteral as py } from "../python/literal.ts";
import { normalShares } from "./levels.ts";
import type { EmitPlan } from "./plan.ts";

/** How times are drawn, in Python. */
export interface TimesPython {
  /** The constants that the code names. */
  readonly constants: string;
  /** Functions and classes. */
  readonly code: string;
  /** The expression of a sample's time, or of the uniform number that it is made of, from `rng` and `draw`. */
  readonly draw: string;
  /** Whether the times are made of uniform numbers in the loop, where the losses are known. */
  readonly learns: boolean;
}

/**
 * The times.
 * @param plan The run.
 * @returns The code.
 */
export function timesPython({ training: { times }, path }: EmitPlan): TimesPython {
  const { steps, finest, noisiest } = path;
  const place = steps === undefined
    ? `${finest === 0 ? "" : `${py(finest)} + `}${finest === 0 && noisiest === 1 ? "" : `${py(noisiest - finest)} * `}u`
    : "min(T - 1, math.floor(u * T))";
  const time = `def time_at(u):
    """The time at a share u of the path."""
    return ${steps === undefined ? place : `float(${place})`}`;
  switch (times.kind) {
    case "uniform":
      return { constants: "", code: time, draw: "time_at(rng.random())", learns: false };
    case "stratified":
      return {
        constants: "",
        code: block(
          time,
          `

def spread_time(draw):
    """One draw for each batch, u + i/B modulo 1: every batch is spread (Kingma et al. 2021)."""
    step, i = divmod(draw, BATCH)
    return time_at((np.random.default_rng((SEED, 3, step)).random() + i / BATCH) % 1)`,
        ),
        draw: "spread_time(draw)",
        learns: false,
      };
    case "log-normal": {
      const [low, high] = normalShares(path, times);
      const knots = steps === undefined
        ? `LEVELS["t"].numpy(), np.log(LEVELS["theta"].cos().clamp(min=1e-300).numpy())`
        : `np.arange(T), np.log(LEVELS["alpha"].clamp(min=1e-300).numpy())`;
      const rounded = steps === undefined ? "" : "round(", end = steps === undefined ? "" : ")";
      return {
        constants: block(
          `LOG_NORMAL = NormalDist(${py(times.mean)}, ${py(times.deviation)})  # of ln(σ/α)`,
          `LOW, HIGH = ${py(low)}, ${py(high)}  # its shares below both ends of the path`,
        ),
        code: `def time_at(u):
    """The time at a quantile of ln(σ/α), normal within the path's range (Karras et al. 2022)."""
    knots, log_alpha = ${knots}
    wanted = -np.log1p(np.exp(2 * LOG_NORMAL.inv_cdf(LOW + u * (HIGH - LOW)))) / 2
    return float(${rounded}np.interp(-wanted, -log_alpha, knots)${end})`,
        draw: "time_at(rng.random())",
        learns: false,
      };
    }
    case "importance": {
      const over = steps === undefined ? noisiest === 1 ? "" : ` / ${py(noisiest)}` : " / T";
      const at = steps === undefined
        ? place.replace(/\bu$/, "(i + u / p[i]) / INTERVALS")
        : "np.minimum(T - 1, np.floor((i + np.minimum(u / p[i], 1)) / INTERVALS * T))";
      return {
        constants:
          `INTERVALS, HISTORY = ${times.intervals}, ${times.history}  # of time, and losses remembered of each`,
        code: `class ImportanceTimes:
    """Times where squared losses were large; shares undo the preference (Nichol & Dhariwal 2021, sec. 3.3)."""
    def __init__(self):
        self.counts, self.newest, self.waiting = np.zeros(INTERVALS, int), np.zeros((INTERVALS, HISTORY)), []

    def draw(self, u):
        """Times and shares of uniform numbers; uniform until every interval has a full history."""
        roots = np.sqrt((self.newest**2).mean(1)) if self.counts.min() >= HISTORY else np.ones(INTERVALS)
        p = 0.001 / INTERVALS + 0.999 * roots / roots.sum()
        ends = np.cumsum(p)
        i = np.minimum(np.searchsorted(ends, u, side="right"), INTERVALS - 1)
        u = u - (ends - p)[i]
        return ${at}, 1 / (INTERVALS * p[i])

    def observe(self, step, times, losses):
        """Losses count from the next multiple of EVERY steps on."""
        self.waiting += zip(times, losses)
        if (step + 1) % EVERY == 0:
            for t, loss in self.waiting:
                i = min(INTERVALS - 1, int(t * INTERVALS${over}))
                self.newest[i, self.counts[i] % HISTORY] = loss
                self.counts[i] += 1
            self.waiting = []`,
        draw: "rng.random()",
        learns: true,
      };
    }
  }
}
