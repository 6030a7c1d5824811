/**
 * What U-Nets of other authors do differently from the kit's own, as switches that are absent where they do not.
 * @module
 */
import { checkFinite, checkInteger, checkNumber, checkPositive } from "../numerics/check.ts";
import { checkChoice, checkList } from "./config_check.ts";

/**
 * Each key is left out of a configuration where it says what holds without it, so that one network has one
 * configuration.
 */
export interface UNetSwitches {
  /** Added to the variance by each normalisation; 1e-5 where absent. */
  readonly normEps?: number;
  /** The least channels of a group: a narrow layer has fewer groups, as in EDM. 1 where absent. */
  readonly groupWidth?: number;
  /** Whether self-attention stands in the middle; where absent, if `attention` names the lowest height. */
  readonly attendMiddle?: boolean;
  /** Groups of the normalisation before the attention in the middle, 0 for none; those of layers as wide where absent. */
  readonly middleGroups?: number;
  /** Heights at which self-attention follows blocks on the way up; `attention` where absent. */
  readonly attentionUp?: readonly number[];
  /** Whether attention on the way up follows each block of a level, as where absent, or the last alone. */
  readonly attendUp?: "each" | "last";
  /** Channels of each head, in place of the number of `heads`, which must then be 1. */
  readonly headWidth?: number;
  /** Which half of the sinusoids comes first: the sines, as where absent, or the cosines. */
  readonly waveOrder?: "sin-cos" | "cos-sin";
  /** Sinusoids have the rates 10000^(−i / (h − shift)), i < h; in [0, 1], 1 where absent. */
  readonly waveShift?: number;
  /** Width of what is seen of the condition, even, at least 4; `base` where absent. */
  readonly waveWidth?: number;
  /** Where a convolution of stride 2 pads with zeros: after the end, as where absent, or on both sides. */
  readonly stridePadding?: "end" | "both";
  /** The shortcut of a residual block that changes resolution alone: nothing, as where absent, or a 1 × 1 convolution. */
  readonly resampleSkip?: "plain" | "convolution";
  /** Multiplies the sum that each residual block and each attention ends with; 1 where absent. */
  readonly residualScale?: number;
  /** The same of those in the middle; `residualScale` where absent. */
  readonly middleScale?: number;
  /** What a class is added to: the embedding before its last activation, as where absent, or the sinusoids. */
  readonly classPlace?: "embedding" | "waves";
  /** Whether x ← 2x − 1 comes first; false where absent. */
  readonly centre?: boolean;
  /**
   * The rates of Fourier features, by which a scaled condition is multiplied before sine and cosine; half as many as
   * `waveWidth`. The kit's own draws where absent or empty.
   */
  readonly fourierRates?: readonly number[];
  /**
   * How residual blocks resample, in each direction by the taps [1, 1], as where absent, or [1, 3, 3, 1] with zeros
   * around (Karras et al. 2019; Song et al. 2021, appendix H). For the latter `down` and `up` must be residual.
   */
  readonly resampleFilter?: "box" | "binomial";
  /**
   * How the input joins each lower level of the way down (Song et al. 2021, appendix H): not at all, as where absent;
   * resampled, by a 1 × 1 convolution that is added; or by a chain of 3 × 3 convolutions and resamplings that is added
   * and goes on from the sum, which `residualScale` multiplies.
   */
  readonly progressiveInput?: "none" | "skip" | "residual";
  /**
   * Whether the output is the last level's alone, as where absent, or each level on the way up has an output that is
   * resampled and added to that of the next.
   */
  readonly progressiveOutput?: "none" | "skip";
}

/** What a switch is compared with before it is left out, and what `makeUNet` reads where it is. */
export type AllSwitches = Required<UNetSwitches>;

/** What of a configuration decides what holds where a switch is absent. */
export interface SwitchedUNet extends UNetSwitches {
  /** The shape of one sample. */
  readonly shape: readonly number[];
  /** Channels at full resolution. */
  readonly base: number;
  /** Channels of each level as multiples of `base`. */
  readonly multipliers: readonly number[];
  /** Heights at which self-attention follows each block. */
  readonly attention: readonly number[];
  /** Heads of each self-attention. */
  readonly heads: number;
  /** Groups of each group normalisation. */
  readonly groups: number;
  /** What is seen of the condition. */
  readonly timeEmbedding: string;
  /** How resolution is halved. */
  readonly down: string;
  /** How resolution is doubled. */
  readonly up: string;
}

/** The keys. */
export const unetSwitches: readonly (keyof UNetSwitches)[] = [
  "normEps",
  "groupWidth",
  "attendMiddle",
  "middleGroups",
  "attentionUp",
  "attendUp",
  "headWidth",
  "waveOrder",
  "waveShift",
  "waveWidth",
  "stridePadding",
  "resampleSkip",
  "residualScale",
  "middleScale",
  "classPlace",
  "centre",
  "fourierRates",
  "resampleFilter",
  "progressiveInput",
  "progressiveOutput",
];

/**
 * Every switch with its value.
 * @param config The configuration.
 * @returns The switches; `headWidth` is 0 where heads are counted, `fourierRates` empty where they are the kit's own.
 */
export function allSwitches(config: SwitchedUNet): AllSwitches {
  return { ...usual(config), ...definedSwitches(config) };
}

/**
 * The configuration without the switches that change nothing.
 * @param config The configuration, checked.
 * @returns The one configuration of the same network.
 * @typeParam T A configuration.
 */
export function withoutUsual<T extends SwitchedUNet>(config: T): T {
  const plain = usual(config);
  const kept = Object.entries(config).filter(([key, value]) =>
    !(unetSwitches as readonly string[]).includes(key) ||
    JSON.stringify(value) !== JSON.stringify(plain[key as keyof UNetSwitches])
  );
  return Object.fromEntries(kept) as unknown as T;
}

/**
 * Checks the switches.
 * @param action What the caller is about to do.
 * @param config The configuration, of which the rest has been checked.
 * @throws {TypeError} If a value has the wrong type.
 * @throws {RangeError} If a value is out of range.
 */
export function checkSwitches(action: string, config: SwitchedUNet): void {
  const all = allSwitches(config);
  for (const name of ["normEps", "residualScale", "middleScale"] as const) checkPositive(action, name, all[name]);
  checkInteger(action, "groupWidth", all.groupWidth, 1);
  checkInteger(action, "middleGroups", all.middleGroups, 0);
  checkInteger(action, "headWidth", all.headWidth, 0);
  checkInteger(action, "waveWidth", all.waveWidth, 4);
  checkNumber(action, "waveShift", all.waveShift, 0, 1);
  checkList(action, "attentionUp", all.attentionUp, 1);
  for (const name of ["attendMiddle", "centre"] as const) {
    if (typeof all[name] === "boolean") continue;
    throw new TypeError(`Cannot ${action}: ${name} must be true or false, got ${JSON.stringify(all[name])}`);
  }
  checkChoice(action, "attendUp", all.attendUp, ["each", "last"]);
  checkChoice(action, "waveOrder", all.waveOrder, ["sin-cos", "cos-sin"]);
  checkChoice(action, "stridePadding", all.stridePadding, ["end", "both"]);
  checkChoice(action, "resampleSkip", all.resampleSkip, ["plain", "convolution"]);
  checkChoice(action, "classPlace", all.classPlace, ["embedding", "waves"]);
  checkChoice(action, "resampleFilter", all.resampleFilter, ["box", "binomial"]);
  checkChoice(action, "progressiveInput", all.progressiveInput, ["none", "skip", "residual"]);
  checkChoice(action, "progressiveOutput", all.progressiveOutput, ["none", "skip"]);
  if (all.resampleFilter === "binomial" && (config.down !== "residual" || config.up !== "residual")) {
    throw new RangeError(
      `Cannot ${action}: resampleFilter "binomial" is that of residual blocks, got down "${config.down}" and ` +
        `up "${config.up}"`,
    );
  }
  if (all.waveWidth % 2 !== 0) throw new RangeError(`Cannot ${action}: waveWidth must be even, got ${all.waveWidth}`);
  checkRates(action, config, all.fourierRates, all.waveWidth);
  if (all.headWidth > 0 && config.heads !== 1) {
    throw new RangeError(`Cannot ${action}: headWidth stands in place of heads, which must be 1, got ${config.heads}`);
  }
}

function checkRates(action: string, config: SwitchedUNet, rates: readonly number[], width: number): void {
  if (!Array.isArray(rates)) {
    throw new TypeError(`Cannot ${action}: fourierRates must be an array, got ${JSON.stringify(rates)}`);
  }
  if (rates.length === 0) return;
  checkFinite(action, "fourierRates", rates);
  if (config.timeEmbedding !== "fourier") {
    throw new RangeError(
      `Cannot ${action}: fourierRates are those of timeEmbedding "fourier", got "${config.timeEmbedding}"`,
    );
  }
  if (rates.length !== width / 2) {
    throw new RangeError(`Cannot ${action}: fourierRates must be ${width / 2}, half of waveWidth, got ${rates.length}`);
  }
}

/**
 * The groups of a normalisation of so many channels.
 * @param config The configuration.
 * @param channels The channels.
 * @returns How many.
 */
export function groupsOf(config: SwitchedUNet, channels: number): number {
  return Math.min(config.groups, Math.floor(channels / (config.groupWidth ?? 1)));
}

/**
 * The heads of an attention of so many channels.
 * @param config The configuration.
 * @param channels The channels.
 * @returns How many.
 */
export function headsOf(config: SwitchedUNet, channels: number): number {
  return config.headWidth === undefined ? config.heads : channels / config.headWidth;
}

function usual(config: SwitchedUNet): AllSwitches {
  const { shape, base, multipliers, attention, residualScale = 1 } = config, last = multipliers.length - 1;
  return {
    normEps: 1e-5,
    groupWidth: 1,
    attendMiddle: attention.includes(shape[0] / 2 ** last),
    middleGroups: groupsOf(config, base * multipliers[last]),
    attentionUp: attention,
    attendUp: "each",
    headWidth: 0,
    waveOrder: "sin-cos",
    waveShift: 1,
    waveWidth: base,
    stridePadding: "end",
    resampleSkip: "plain",
    residualScale: 1,
    middleScale: residualScale,
    classPlace: "embedding",
    centre: false,
    fourierRates: [],
    resampleFilter: "box",
    progressiveInput: "none",
    progressiveOutput: "none",
  };
}

function definedSwitches(config: SwitchedUNet): Partial<AllSwitches> {
  const given = unetSwitches.map((key) => [key, config[key]] as const).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<AllSwitches>;
}
