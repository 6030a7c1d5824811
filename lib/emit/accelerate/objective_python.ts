/**
 * The loss of a batch, in Python.
 * @module
 */
import type { LossWeight, Target } from "../../objectives/loss_weight.ts";
import { block, pythonLiteral as py } from "../python/literal.ts";
import type { EmitPlan } from "./plan.ts";
import type { TreatmentPython } from "./treatments_python.ts";

/** What the network should say, at a level. */
const targets: Readonly<Record<Target, string>> = {
  eps: "eps",
  x0: "x0",
  v: "(alpha * eps - sigma * x0).float()",
};

/** ‖v − v̂‖² is this much of the squared error of what is predicted: see `lossCoefficient`. */
const ofV: Readonly<Record<Target, string>> = { eps: "1 / alpha**2", x0: "1 / sigma**2", v: "" };

/** a and b in ε̂ = a · said + b · x. */
const toEps: Readonly<Record<Target, readonly [a: string, b: string]>> = {
  eps: ["1", "0"],
  x0: ["-alpha / sigma", "1 / sigma"],
  v: ["alpha", "sigma"],
};

/**
 * Whether the loss asks for dλ/dt.
 * @param plan The run.
 * @returns True for the likelihood's weight, and for the exact slope of what is no noise.
 */
export function asksForSlope({ training: { loss }, treatment: { penalty } }: EmitPlan): boolean {
  return loss.weight.kind === "vlb" || penalty?.estimator === "exact" && loss.prediction !== "eps";
}

function weightOfV(weight: LossWeight, span: number): string {
  switch (weight.kind) {
    case "uniform":
      return { eps: "alpha**2", x0: "sigma**2", v: "1" }[weight.of];
    case "vlb":
      return `alpha**2 * -log_snr_slope(t) / 2${span === 1 ? "" : ` * ${py(span)}`}`;
    case "min-snr":
      return `torch.minimum(alpha**2, ${py(weight.gamma)} * sigma**2)`;
    case "edm":
      return `(sigma / ${py(weight.sigmaData)}) ** 2 + alpha**2`;
  }
}

const about: Readonly<Record<LossWeight["kind"], string>> = {
  uniform: "the same error of another quantity",
  vlb: "the bound on the likelihood, d ln(σ/α)/dt on ‖ε − ε̂‖²",
  "min-snr": "min(SNR, γ) on ‖x0 − x̂0‖² (Hang et al. 2023)",
  edm: "(ς² + σ_d²)/(ς σ_d)² on ‖x0 − x̂0‖², ς = σ/α (Karras et al. 2022)",
};

/**
 * The class `Objective`, with what it needs.
 * @param plan The run.
 * @param treatment The treatment in Python.
 * @returns The code and its constants.
 */
export function objectivePython(
  plan: EmitPlan,
  treatment: TreatmentPython,
): { readonly constants: string; readonly code: string } {
  const { training: { loss: { prediction, weight }, network }, treatment: { penalty }, path, coarse } = plan;
  const span = path.steps ?? path.noisiest, plain = weight.kind === "uniform" && weight.of === prediction;
  const labels = network.classes > 0, exact = penalty?.estimator === "exact";
  const told = network.timeScale === 1 ? "condition(t)" : "TIME_SCALE * condition(t)";
  const sample = coarse === undefined ? "x" : "torch.cat([x, coarse(x0)], 1)";
  const rest = labels ? ", labels" : "", ask = (c: string) => `self.unet(${sample}, ${c}${rest}).sample.float()`;
  const noise = treatment.movesNoise ? "condition(t)" : "t";
  const said = exact
    ? block(
      "        # The prediction and its derivative in what the network is told, by forward mode.",
      `        ask = lambda c: ${ask("c")}
        with torch.autocast(x.device.type, enabled=False):  # forward mode knows no mixed precision
            said, tangent = torch.func.jvp(ask, (told,), (torch.full_like(told, ${py(network.timeScale)}),))`,
    )
    : `        said = ${ask("told")}`;
  const symbol = { eps: "ε", x0: "x0", v: "v" }[prediction];
  const objective = `class Objective(torch.nn.Module):
    """${plain ? "" : "w_t "}‖${symbol} − ${symbol}̂(α_t x0 + σ_t ε, f(t))‖² of each sample, averaged over its entries${
    penalty ? ", and the penalty" : ""
  }."""

    def __init__(self, unet):
        super().__init__()
        self.unet = unet

    def forward(self, x0, eps, t${rest}):
        alpha, sigma = levels(${noise})
        x = (alpha * x0 + sigma * eps).float()
        told = ${told}
${said}
        loss = (${targets[prediction]} - said).square().mean((1, 2, 3))
${
    block(
      !plain && `        loss = loss * weight(${treatment.movesNoise ? noise : "t"}).float()`,
      penalty ? penaltyPython(plan, sample, rest) : "        return loss",
    )
  }`;
  const factor = ofV[prediction], of = weightOfV(weight, span);
  const weightCode = plain ? "" : `def weight(t):
    """${about[weight.kind]}, as what multiplies the squared error of ${symbol}."""
    alpha, sigma = levels(t)
    return (${factor === "" ? of : of === "1" ? factor : `${factor} * (${of})`}).flatten()`;
  const coarseCode = coarse === undefined ? "" : `def coarse(x0):
    """The picture without its detail: the mean of each square of ${coarse} pixels, repeated over it."""
    return F.interpolate(F.avg_pool2d(x0, ${coarse}), scale_factor=${coarse})`;
  const constants = penalty === undefined ? "" : block(
    `PENALTY, PENALISED = ${py(penalty.weight)}, ${py(penalty.until)}  # its weight, for t below`,
    !exact && `DELTA = ${py(penalty.delta)}  # how far the time is that the slope is taken to`,
  );
  return { constants, code: [weightCode, coarseCode, objective].filter(Boolean).join("\n\n\n") };
}

/** √w ∂ε̂/∂t, t in thousandths of the path, as `slopeTerms` says it. */
function penaltyPython(plan: EmitPlan, sample: string, rest: string): string {
  const { training: { loss: { prediction }, network: { timeScale } }, treatment, path } = plan;
  const { estimator } = treatment.penalty!, [a, b] = toEps[prediction], unit = (path.steps ?? path.noisiest) / 1000;
  const scale = unit === 1 ? "math.sqrt(PENALTY)" : `math.sqrt(PENALTY) * ${py(unit)}`;
  const wrapped = (slope: string) =>
    `        # The slope of ε̂ in time, in thousandths of the path.
        slope = ${slope}
        slope = torch.where((t < PENALISED).view(-1, 1, 1, 1), ${scale} * slope, 0.0).float()
        return loss, slope.square().mean((1, 2, 3))`;
  if (estimator === "exact") {
    if (prediction === "eps") return wrapped("tangent");
    const terms = prediction === "v"
      ? "alpha * tangent + half * alpha * sigma**2 * said - half * sigma * alpha**2 * x"
      : "-alpha / sigma * tangent - half * alpha / sigma * said + half * alpha**2 / sigma * x";
    return block("        half = log_snr_slope(t) / 2", wrapped(terms));
  }
  const factor = timeScale === 1 ? "" : "TIME_SCALE * ";
  const lines = [
    `        # A time beside each, later where there is one, and what the network says when told it.`,
    `        near = torch.where(t + DELTA <= ${py(path.noisiest)}, t + DELTA, t - DELTA)`,
    "        span = (near - t).view(-1, 1, 1, 1)",
    `        other = self.unet(${sample}, ${factor}condition(near)${rest}).sample.float()`,
  ];
  if (prediction === "eps") return block(...lines, wrapped("(other - said) / span"));
  return block(
    ...lines,
    `        here = (${a}) * said + (${b}) * x`,
    "        alpha, sigma = levels(near)",
    `        there = (${a}) * other + (${b}) * x`,
    wrapped("(there - here) / span"),
  );
}
