/**
 * How noise is predicted by what a network says.
 * @module
 */
import { checkArguments } from "../../numerics/check_arguments.ts";
import { conversion } from "../../oracle/convert.ts";
import type { NoisePath } from "../../samplers/noise_path.ts";

/**
 * ε̂(x, t) = a·F(s·x, c) + b·x, where F is the network and c what it is told. At every time the four are numbers.
 * @category Pretrained networks
 */
export interface Form {
  /** What the network gives, in words, such as "eps". */
  readonly gives: string;
  /** What it is told, in words, such as "step". */
  readonly toldAs: string;
  /** s at a time. */
  input(time: number): number;
  /** c at a time. */
  told(time: number): number;
  /** dc/dt at a time; of a network that cannot be differentiated it is not asked for. */
  toldSlope(time: number): number;
  /** a and b at a time. */
  output(time: number): readonly [a: number, b: number];
}

/**
 * The form of a network that is told the step or the time itself, perhaps scaled.
 * @param path The noise levels.
 * @param gives What it says: ε, x0 or v.
 * @param scale What it is told is the time multiplied by this.
 * @returns The form.
 * @category Pretrained networks
 */
export function plainForm(path: NoisePath, gives: "eps" | "x0" | "v", scale: number = 1): Form {
  checkArguments("plainForm", arguments);
  return {
    gives,
    toldAs: `${path.steps === undefined ? "t" : "step"}${scale === 1 ? "" : ` × ${scale}`}`,
    input: () => 1,
    told: (time) => scale * time,
    toldSlope: () => scale,
    output: (time) => gives === "eps" ? [1, 0] : conversion(gives, "eps", path.levelAt(time)),
  };
}

/**
 * EDM's preconditioners, by the names of their classes.
 * @category Pretrained networks
 */
export type EdmPreconditioning = "EDMPrecond" | "VPPrecond" | "VEPrecond";

/**
 * The forms of EDM's preconditioners (Karras et al. 2022, table 1). With e = σ/α, EDM's own σ, its sample is x/α and
 * x̂0 = c_skip·x/α + c_out·F(c_in·x/α, c_noise), so that s = c_in/α, a = −c_out/e and b = (1 − c_skip)/σ.
 * @param path The noise levels.
 * @param kind Which preconditioner.
 * @param sigmaData The deviation of the data that EDM's own assumes.
 * @returns The form.
 * @category Pretrained networks
 */
export function edmForm(path: NoisePath, kind: EdmPreconditioning, sigmaData: number = 0.5): Form {
  checkArguments("edmForm", arguments);
  const gives = `raw (${kind})`;
  const ratio = (time: number) => {
    const { alpha, sigma } = path.levelAt(time);
    return { alpha, sigma, e: sigma / alpha };
  };
  // ln e = −λ/2.
  const logSlope = (time: number) => -path.at(time).dLogSnr / 2;
  switch (kind) {
    case "EDMPrecond":
      return {
        gives,
        toldAs: "ln σ / 4",
        input(time) {
          const { alpha, e } = ratio(time);
          return 1 / (alpha * Math.hypot(sigmaData, e));
        },
        told: (time) => Math.log(ratio(time).e) / 4,
        toldSlope: (time) => logSlope(time) / 4,
        output(time) {
          const { sigma, e } = ratio(time), square = sigmaData ** 2 + e * e;
          return [-sigmaData / Math.sqrt(square), e * e / (square * sigma)];
        },
      };
    case "VPPrecond":
      return {
        gives,
        toldAs: "999 t",
        input(time) {
          const { alpha, e } = ratio(time);
          return 1 / (alpha * Math.hypot(1, e));
        },
        told: (time) => 999 * vpTime(ratio(time).e),
        toldSlope(time) {
          const { e } = ratio(time), h = 1e-6;
          // dt/d ln e of the closed form below, by a central difference that float64 carries to ten digits.
          return 999 * (vpTime(e * Math.exp(h)) - vpTime(e * Math.exp(-h))) / (2 * h) * logSlope(time);
        },
        output: () => [1, 0],
      };
    case "VEPrecond":
      return {
        gives,
        toldAs: "ln (σ / 2)",
        input: (time) => 1 / ratio(time).alpha,
        told: (time) => Math.log(ratio(time).e / 2),
        toldSlope: logSlope,
        output: () => [-1, 0],
      };
  }
}

/** The time of the linear schedule at which σ/α = e: its β rises from 0.1 by 19.9. */
function vpTime(e: number): number {
  const rise = 19.9, first = 0.1, area = Math.log1p(e * e);
  // (√(first² + 2·rise·area) − first) / rise, without its cancellation.
  return 2 * area / (Math.sqrt(first * first + 2 * rise * area) + first);
}
