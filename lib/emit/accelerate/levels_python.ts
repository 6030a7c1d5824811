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

const LOAD = `LEVELS = {name: torch.from_numpy(column) for name, column in np.load(HERE / "levels.npz").items()}`;

function discrete(steps: number, slopes: boolean): { constants: string; code: string } {
  return {
    constants: block(
      `T = ${steps}  # steps of the noise, whose levels are in float64`,
      LOAD,
    ),
    code: block(
      `def at(name, t):
    """A column of the levels at B steps, to be multiplied with pictures."""
    return LEVELS[name].to(t.device)[t.long()].view(-1, 1, 1, 1)


def levels(t):
    """α_t and σ_t in float64."""
    return at("alpha", t), at("sigma", t)`,
      slopes && `

def log_snr_slope(t):
    """dλ/dt, λ = ln(α²/σ²), t counted in steps."""
    return at("slope", t)`,
    ),
  };
}

function continuous(slopes: boolean): { constants: string; code: string } {
  return {
    constants: LOAD,
    code: block(
      `def theta_at(t):
    """θ${slopes ? " and dθ/dt" : ""} at t, by the cubic between two knots, in float64."""
    knots, theta, slope = (LEVELS[name].to(t.device) for name in ("t", "theta", "slope"))
    i = (torch.searchsorted(knots, t, right=True) - 1).clamp(0, len(knots) - 2)
    h, a, da, db = knots[i + 1] - knots[i], theta[i], slope[i], slope[i + 1]
    u, rise = (t - knots[i]) / h, theta[i + 1] - a
    c, d = 3 * rise - h * (2 * da + db), h * (da + db) - 2 * rise
    return a + u * (h * da + u * (c + u * d))${slopes ? ", da + u * (2 * c + 3 * u * d) / h" : ""}


def levels(t):
    """α_t = cos θ and σ_t = sin θ in float64."""
    theta = theta_at(t)${slopes ? "[0]" : ""}.view(-1, 1, 1, 1)
    return theta.cos(), theta.sin()`,
      slopes && `

def log_snr_slope(t):
    """dλ/dt, λ = ln(α²/σ²) = 2 ln cot θ."""
    alpha, sigma = levels(t)
    return -2 * theta_at(t)[1].view(-1, 1, 1, 1) / (alpha * sigma)`,
    ),
  };
}
