/**
 * The configurations of the networks: plain JSON, every default explicit once filled in.
 * @module
 */
import { checkInteger, checkPositive } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { checkConditions, type ConditionConfig, conditionDefaults } from "./condition_config.ts";
import { checkChoice, checkList, checkOptions, fill } from "./config_check.ts";
import { checkSwitches, groupsOf, headsOf, type UNetSwitches, unetSwitches, withoutUsual } from "./unet_switches.ts";

/**
 * A multilayer perceptron for low-dimensional data.
 * @category Networks
 */
export interface MlpConfig extends ConditionConfig {
  /** Says which network this is. */
  readonly kind: "mlp";
  /** The shape of one sample: [dimension]. */
  readonly shape: readonly [dimension: number];
  /** Width of each hidden layer, at least one. */
  readonly hidden: readonly number[];
}

/**
 * A U-Net of the DDPM family (Ho et al. 2020, appendix B; Dhariwal & Nichol 2021, appendix A).
 * @category Networks
 */
export interface UNetConfig extends ConditionConfig, UNetSwitches {
  /** Says which network this is. */
  readonly kind: "unet";
  /** The shape of one sample; height and width are divisible by 2^(levels − 1). */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Channels of the picture it is told beside the sample, of the same height and width; 0 takes none. */
  readonly imageChannels: number;
  /** Channels at full resolution and width of what is seen of the condition: even, at least 4, a multiple of `groups`. */
  readonly base: number;
  /**
   * Channels of each level as multiples of `base`, which may be fractions; the first level has full resolution, each
   * next one half of it.
   */
  readonly multipliers: readonly number[];
  /** Residual blocks of each level on the way down. */
  readonly blocks: number;
  /**
   * What leaves a skip to the way up, which has one block for each: all, that is the first convolution, every block and
   * every halving as in DDPM, or the blocks alone, for two fifths less work.
   */
  readonly skips: "all" | "blocks";
  /** Heights of the feature maps at which self-attention follows each block (between the two blocks in the middle). */
  readonly attention: readonly number[];
  /** Heads of each self-attention; divides its channels. */
  readonly heads: number;
  /** Groups of each group normalisation. */
  readonly groups: number;
  /** How the embedding enters a block: added to the features, or as scale and shift of a normalisation (FiLM). */
  readonly injection: "add" | "film";
  /**
   * How resolution is halved: by averages, by a convolution of stride 2, or by averages inside a residual block of its own
   * (Dhariwal & Nichol 2021).
   */
  readonly down: "average" | "stride" | "residual";
  /**
   * How resolution is doubled: by nearest-neighbour repetition alone, followed by a convolution as in DDPM, or inside a
   * residual block of its own.
   */
  readonly up: "repeat" | "convolution" | "residual";
}

/**
 * Everything needed to make a network again, as plain JSON.
 * @category Networks
 */
export type NetworkConfig = MlpConfig | UNetConfig;

/**
 * What must be given of an MLP; the rest has defaults.
 * @category Networks
 */
export type MlpOptions = Partial<MlpConfig> & Pick<MlpConfig, "shape">;

/**
 * What must be given of a U-Net; the rest has defaults.
 * @category Networks
 */
export type UNetOptions = Partial<UNetConfig> & Pick<UNetConfig, "shape">;

/**
 * A U-Net small enough to learn 16 × 16 pictures in minutes on a processor: 0.4 million parameters there, and about a
 * third of the default's work. Used as `makeUNet({ shape, ...pocketUNet })`.
 * @category Networks
 */
export const pocketUNet: Omit<UNetOptions, "shape"> = { base: 24, skips: "blocks" };

/**
 * Fills in an MLP's defaults (three hidden layers of 128, embedding 64, sinusoidal, timeScale 1, no classes, no dropout)
 * and checks it.
 * @param options The shape, and what differs from the defaults.
 * @returns The full configuration.
 * @throws {TypeError} If a value has the wrong type.
 * @throws {RangeError} If a key is unknown or a value out of range.
 */
export function mlpConfig(options: MlpOptions): MlpConfig {
  const action = "configure an MLP";
  checkOptions(action, options);
  const { shape } = options;
  const config = fill<MlpConfig>(action, options, {
    kind: "mlp",
    shape,
    hidden: [128, 128, 128],
    embedding: 64,
    ...conditionDefaults,
  });
  checkList(action, "shape", config.shape, 1, 1);
  checkList(action, "hidden", config.hidden, 1);
  if (config.hidden.length === 0) throw new RangeError(`Cannot ${action}: hidden must name at least one layer, got []`);
  checkConditions(action, config);
  return config;
}

/**
 * Fills in a U-Net's defaults (base 32, multipliers [1, 2, 2], one block per level, all skips, attention at the lowest
 * resolution, one head, 8 groups, sinusoidal embedding of four times the base, added, halving by averages, doubling by
 * repetition, no classes, no picture beside the sample, no dropout) and checks it. Switches that change nothing are
 * left out.
 * @param options The shape, and what differs from the defaults.
 * @returns The full configuration.
 * @throws {TypeError} If a value has the wrong type.
 * @throws {RangeError} If a key is unknown or a value out of range.
 */
export function unetConfig(options: UNetOptions): UNetConfig {
  checkArguments("unetConfig", arguments);
  const action = "configure a U-Net";
  checkOptions(action, options);
  const { shape, base = 32, multipliers = [1, 2, 2] } = options;
  checkList(action, "shape", shape, 1, 3);
  checkInteger(action, "base", base, 4);
  if (!Array.isArray(multipliers)) {
    throw new TypeError(`Cannot ${action}: multipliers must be an array, got ${typeof multipliers}`);
  }
  multipliers.forEach((multiplier, level) => checkPositive(action, `multipliers[${level}]`, multiplier));
  if (multipliers.length === 0) throw new RangeError(`Cannot ${action}: multipliers must name a level, got []`);
  const [height, width] = shape;
  const shrink = 2 ** (multipliers.length - 1);
  const config = fill<UNetConfig>(action, options, {
    kind: "unet",
    shape,
    imageChannels: 0,
    base,
    multipliers,
    blocks: 1,
    skips: "all",
    attention: [height / shrink],
    heads: 1,
    groups: 8,
    embedding: 4 * base,
    ...conditionDefaults,
    injection: "add",
    down: "average",
    up: "repeat",
  }, unetSwitches);
  for (const [name, size] of [["height", height], ["width", width]] as const) {
    if (size % shrink !== 0) {
      throw new RangeError(
        `Cannot ${action}: ${name} must be divisible by ${shrink} for ${multipliers.length} levels, got ${size}`,
      );
    }
  }
  checkInteger(action, "imageChannels", config.imageChannels, 0);
  checkInteger(action, "blocks", config.blocks, 1, 1000);
  checkInteger(action, "groups", config.groups, 1);
  checkInteger(action, "heads", config.heads, 1);
  checkList(action, "attention", config.attention, 1);
  checkChoice(action, "skips", config.skips, ["all", "blocks"]);
  checkChoice(action, "injection", config.injection, ["add", "film"]);
  checkChoice(action, "down", config.down, ["average", "stride", "residual"]);
  checkChoice(action, "up", config.up, ["repeat", "convolution", "residual"]);
  checkConditions(action, config);
  if (config.base % 2 !== 0) throw new RangeError(`Cannot ${action}: base must be even, got ${config.base}`);
  checkSwitches(action, config);
  const widths = {
    base: config.base,
    ...Object.fromEntries(multipliers.map((m, i) => [`multipliers[${i}]`, m * base])),
  };
  for (const [name, channels] of Object.entries(widths)) {
    const groups = groupsOf(config, channels);
    if (Number.isInteger(channels) && groups > 0 && channels % groups === 0) continue;
    const what = name === "base" ? name : `${name} times base`;
    throw new RangeError(`Cannot ${action}: ${what} must be a multiple of groups ${groups}, got ${channels}`);
  }
  checkAttention(action, config);
  return withoutUsual(config);
}

function checkAttention(action: string, config: UNetConfig): void {
  const { shape, base, multipliers, attention, attentionUp = [], attendMiddle, middleGroups } = config;
  const heights = multipliers.map((_, level) => shape[0] / 2 ** level);
  const places = [...attention, ...attentionUp, ...(attendMiddle ? heights.slice(-1) : [])];
  for (const at of places) {
    const level = heights.indexOf(at);
    if (level < 0) {
      throw new RangeError(`Cannot ${action}: attention must name heights among ${heights.join(", ")}, got ${at}`);
    }
    const channels = base * multipliers[level], heads = headsOf(config, channels);
    if (!Number.isInteger(heads) || channels % heads !== 0) {
      const [name, value] = config.headWidth === undefined ? ["heads", heads] : ["headWidth", config.headWidth];
      throw new RangeError(
        `Cannot ${action}: ${name} must divide the ${channels} channels at height ${at}, got ${value}`,
      );
    }
  }
  const bottom = base * multipliers[multipliers.length - 1];
  if (middleGroups !== undefined && middleGroups > 0 && bottom % middleGroups !== 0) {
    throw new RangeError(
      `Cannot ${action}: middleGroups must divide the ${bottom} channels of the middle, got ${middleGroups}`,
    );
  }
}
