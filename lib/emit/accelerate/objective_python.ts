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

/** ε̂ of what the network says. */
const toEps: Readonly<Record<Target, (said: string) => string>> = {
  eps: (said) => said,
  x0: (said) => `(x - alpha * ${said}) / sigma`,
  v: (said) => `alpha * ${said} + sigma * x`,
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
  const sample = coarse === undefined ? "x" : "torch.cat([x, coarse(x0)], 1)";
  const rest = labels ? ", labels" : "", ask = (c: string) => `self.unet(${sample}, ${c}${rest}).sample.float()`;
  const noise = treatment.movesNoise ? "condition(t)" : "t";
  const said = exact
    ? block(
      "        # The prediction and its derivative in what the network is told, by forward mode.",
      `        told = ${treatment.told("t")}
        ask = lambda c: ${ask("c")}
        with torch.autocast(x.device.type, enabled=False):  # forward mode knows no mixed precision
            said, ${prediction === "eps" ? "slope" : "tangent"} = torch.func.jvp(ask, (told,), (torch.full_like(told, ${
        py(network.timeScale)
      }),))`,
    )
    : `        said = ${ask(treatment.told("t"))}`;
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
${said}
        loss = ${plain ? "" : `weight(${treatment.movesNoise ? noise : "t"}).float() * `}(${
    targets[prediction]
  } - said).square().mean((1, 2, 3))
${
    block(
      penalty ? penaltyPython(plan, treatment, sample, rest) : "        return loss",
    )
  }`;
  const factor = ofV[prediction], of = weightOfV(weight, span);
  const product = factor === "" ? of : of === "1" ? factor : `${factor} * (${of})`;
  const weightCode = plain ? "" : `def weight(t):
    """${about[weight.kind]}, as a factor of the error of ${symbol}."""
    ${["alpha", "sigma"].map((name) => product.includes(name) ? name : "_").join(", ")} = levels(t)
    return (${product}).flatten()`;
  const coarseCode = coarse === undefined ? "" : `def coarse(x0):
    """The picture without its detail: the mean of each square of ${coarse} pixels, repeated over it."""
    return torch.nn.functional.interpolate(torch.nn.functional.avg_pool2d(x0, ${coarse}), scale_factor=${coarse})`;
  const constants = penalty === undefined
    ? ""
    : exact
    ? `PENALTY, PENALISED = ${py(penalty.weight)}, ${py(penalty.until)}  # its weight, for t below`
    : `PENALTY, PENALISED, DELTA = ${py(penalty.weight)}, ${py(penalty.until)}, ${
      py(penalty.delta)
    }  # its weight, for t below, to a time so far`;
  return { constants, code: [weightCode, coarseCode, objective].filter(Boolean).join("\n\n\n") };
}

/** √w ∂ε̂/∂t, t in thousandths of the path, as `slopeTerms` says it. */
function penaltyPython(plan: EmitPlan, { told }: TreatmentPython, sample: string, rest: string): string {
  const { training: { loss: { prediction } }, treatment, path } = plan;
  const { estimator } = treatment.penalty!, eps = toEps[prediction], unit = (path.steps ?? path.noisiest) / 1000;
  const weight = unit === 1 ? "PENALTY" : `PENALTY * ${py(unit)} ** 2`;
  const wrapped = (slope: string) =>
    block(
      "        # The slope of ε̂ in time, in thousandths of the path.",
      slope !== "slope" && `        slope = ${slope}`,
      `        penalty = ${weight} * slope.float().square().mean((1, 2, 3))
        return loss, torch.where(t < PENALISED, penalty, 0.0)`,
    );
  if (estimator === "exact") {
    if (prediction === "eps") return wrapped("slope");
    const terms = prediction === "v"
      ? "alpha * tangent + half * alpha * sigma**2 * said - half * sigma * alpha**2 * x"
      : "-alpha / sigma * tangent - half * alpha / sigma * said + half * alpha**2 / sigma * x";
    return block("        half = log_snr_slope(t) / 2", wrapped(terms));
  }
  const lines = [
    `        # A time beside each, later where there is one, and what the network says when told it.`,
    `        near = torch.where(t + DELTA <= ${py(path.noisiest)}, t + DELTA, t - DELTA)`,
    "        span = (near - t).view(-1, 1, 1, 1)",
    `        other = self.unet(${sample}, ${told("near")}${rest}).sample.float()`,
  ];
  if (prediction === "eps") return block(...lines, wrapped("(other - said) / span"));
  return block(
    ...lines,
    `        here = ${eps("said")}`,
    "        alpha, sigma = levels(near)",
    wrapped(`(${eps("other")} - here) / span`),
  );
}
