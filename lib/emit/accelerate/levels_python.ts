/**
 * Where the noise is, in Python.
 * @module
 */
import { block } from "../python/literal.ts";
import type { EmitPlan } from "./plan.ts";

/**
 * The functions `levels` and, where the loss asks for it, `log_snr_slope`.
 * @param plan The run.
 * @param slopes Whether dλ/dt is asked for.
 * @returns The code, and its constants.
 */
export function levelsPython(
  { path }: EmitPlan,
  slopes: boolean,
): { readonly constants: string; readonly code: string } {
  return path.steps === undefined ? continuous(slopes) : discrete(path.steps, slopes);
}

function discrete(steps: number, slopes: boolean): { constants: string; code: string } {
  const columns = slopes ? "ALPHA, SIGMA, SLOPE" : "ALPHA, SIGMA";
  const names = slopes ? `("alpha", "sigma", "slope")` : `("alpha", "sigma")`;
  return {
    constants: block(
      `T = ${steps}  # steps of the noise`,
      `LEVELS = np.load(HERE / "levels.npz")  # of each step, in float64`,
      `${columns} = (torch.from_numpy(LEVELS[name]) for name in ${names})`,
    ),
    code: block(
      `def at(table, t):
    """What a table says at B steps, to be multiplied with pictures."""
    return table.to(t.device)[t.long()].view(-1, 1, 1, 1)


def levels(t):
    """α_t and σ_t in float64."""
    return at(ALPHA, t), at(SIGMA, t)`,
      slopes && `

def log_snr_slope(t):
    """dλ/dt, λ = ln(α²/σ²), t counted in steps."""
    return at(SLOPE, t)`,
    ),
  };
}

function continuous(slopes: boolean): { constants: string; code: string } {
  return {
    constants: block(
      `LEVELS = np.load(HERE / "levels.npz")  # knots of t, the angle θ there and dθ/dt, in float64`,
      `KNOTS, THETA, SLOPE = (torch.from_numpy(LEVELS[name]) for name in ("t", "theta", "slope"))`,
    ),
    code: block(
      `def cubic(t):
    """The stretch between two knots that t lies in: the share of it, its length, θ and dθ/dt at both ends."""
    knots, theta, slope = (table.to(t.device) for table in (KNOTS, THETA, SLOPE))
    i = (torch.searchsorted(knots, t, right=True) - 1).clamp(0, len(knots) - 2)
    h = knots[i + 1] - knots[i]
    return (t - knots[i]) / h, h, theta[i], theta[i + 1], slope[i], slope[i + 1]


def levels(t):
    """α_t = cos θ and σ_t = sin θ in float64, θ by cubics as exact as float64 needs."""
    u, h, a, b, da, db = cubic(t)
    theta = a + u * h * da + u**2 * (3 * (b - a) - h * (2 * da + db)) + u**3 * (h * (da + db) - 2 * (b - a))
    return theta.cos().view(-1, 1, 1, 1), theta.sin().view(-1, 1, 1, 1)`,
      slopes && `

def log_snr_slope(t):
    """dλ/dt, λ = ln(α²/σ²) = 2 ln cot θ."""
    u, h, a, b, da, db = cubic(t)
    slope = da + (2 * u * (3 * (b - a) - h * (2 * da + db)) + 3 * u**2 * (h * (da + db) - 2 * (b - a))) / h
    alpha, sigma = levels(t)
    return -2 * slope.view(-1, 1, 1, 1) / (alpha * sigma)`,
    ),
  };
}
