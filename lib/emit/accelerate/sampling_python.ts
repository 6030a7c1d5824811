/**
 * Samples on the way, in Python.
 * @module
 */
import { block, pythonLiteral as py } from "../python/literal.ts";
import type { EmitPlan } from "./plan.ts";

/** How many samples are drawn on the way, and in how many steps at most. */
const COUNT = 16, EVALUATIONS = 50;

/**
 * The constants that `draw_samples` names.
 * @param plan The run.
 * @returns The line.
 */
export function samplingConstants({ path: { steps } }: EmitPlan): string {
  return `SAMPLES, EVALUATIONS = ${COUNT}, ${
    Math.min(EVALUATIONS, steps ?? EVALUATIONS)
  }  # drawn with each checkpoint`;
}

/** x̂0 and ε̂ of what the network says. */
const estimates = {
  eps: ["(x - sigma * said) / alpha", "said"],
  x0: ["said", "(x - alpha * said) / sigma"],
  v: ["alpha * x - sigma * said", "alpha * said + sigma * x"],
} as const;

/**
 * The function `draw_samples`.
 * @param plan The run.
 * @returns The code.
 */
export function samplingPython({ training: { loss }, network, sampler, path, coarse }: EmitPlan): string {
  const [height, width, channels] = network.shape, { steps, finest, noisiest } = path;
  // A network that says ε cannot begin in pure noise.
  const pure = path.levelAt(noisiest).alpha < 1e-6,
    from = pure && loss.prediction === "eps" ? Math.min(sampler.from, 0.99) : sampler.from;
  const first = steps === undefined ? from * noisiest : Math.round(from * noisiest);
  const times = `torch.linspace(${py(first)}, ${py(finest)}, EVALUATIONS, dtype=torch.float64)${
    steps === undefined ? "" : ".round()"
  }`;
  const told = network.timeScale === 1 ? "condition(t)" : "TIME_SCALE * condition(t)";
  const [data, noise] = estimates[loss.prediction], clip = sampler.clip;
  const inputs = coarse === undefined ? "x.float()" : "torch.cat([x.float(), beside], 1)";
  const labels = network.classes === 0 ? "" : `, torch.arange(SAMPLES, device=device) % ${network.classes}`;
  return `@torch.no_grad()
def draw_samples(unet, device${coarse === undefined ? "" : ", pictures"}):
    """Samples by DDIM (Song et al. 2021): x_s = α_s x̂0 + σ_s ε̂, the last of them x̂0 itself."""
    shape = (SAMPLES, ${channels}, ${height}, ${width})
    x = torch.from_numpy(np.random.default_rng((SEED, 4)).standard_normal(shape)).to(device)
${
    block(
      coarse !== undefined && `    chosen = np.resize(np.arange(len(pictures)), SAMPLES)
    beside = coarse(torch.from_numpy(BYTES[pictures[chosen]]).permute(0, 3, 1, 2)).to(device)`,
      `    times = ${times}.to(device)
    for i in range(len(times)):
        t = times[i].expand(SAMPLES)
        alpha, sigma = levels(t)
        said = unet(${inputs}, ${told}${labels}).sample.double()
        data, noise = ${data}, ${noise}`,
      clip !== null && `        data = data.clamp(${py(-clip)}, ${py(clip)})`,
      `        if i + 1 < len(times):
            alpha, sigma = levels(times[i + 1].expand(SAMPLES))
            x = alpha * data + sigma * noise`,
    )
  }
    return data.clamp(-1, 1).float().cpu()`;
}
