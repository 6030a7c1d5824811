/**
 * The configurations of the networks: plain JSON, every default explicit once filled in.
 * @module
 */
import { checkInteger, checkKnown, checkPositive } from "../numerics/check.ts";

/** A multilayer perceptron for low-dimensional data. */
export interface MlpConfig {
  /** Says which network this is. */
  readonly kind: "mlp";
  /** The shape of one sample: [dimension]. */
  readonly shape: readonly [dimension: number];
  /** Width of each hidden layer, at least one. */
  readonly hidden: readonly number[];
  /** Width of the sinusoidal embedding of the condition, even, at least 4. */
  readonly embedding: number;
  /** Multiplies the condition before it is embedded: 1 for steps in {0, …, T − 1}, about 1000 for times in [0, 1]. */
  readonly timeScale: number;
}

/** A U-Net of the DDPM family (Ho et al. 2020, appendix B; Dhariwal & Nichol 2021, appendix A). */
export interface UNetConfig {
  /** Says which network this is. */
  readonly kind: "unet";
  /** The shape of one sample; height and width are divisible by 2^(levels − 1). */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Channels at full resolution and width of the sinusoids: even, at least 4, a multiple of `groups`. */
  readonly base: number;
  /** Channels of each level as multiples of `base`; the first level has full resolution, each next one half of it. */
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
  /** Width of the embedding of the condition, even, at least 4. */
  readonly embedding: number;
  /** Multiplies the condition before it is embedded: 1 for steps in {0, …, T − 1}, about 1000 for times in [0, 1]. */
  readonly timeScale: number;
  /** How the embedding enters a block: added to the features, or as scale and shift of a normalisation (FiLM). */
  readonly injection: "add" | "film";
  /** How resolution is halved: by averages, or by a convolution of stride 2. */
  readonly down: "average" | "stride";
  /** How resolution is doubled: by nearest-neighbour repetition alone, or followed by a convolution as in DDPM. */
  readonly up: "repeat" | "convolution";
}

/** Everything needed to make a network again, as plain JSON. */
export type NetworkConfig = MlpConfig | UNetConfig;

/** What must be given of an MLP; the rest has defaults. */
export type MlpOptions = Partial<MlpConfig> & Pick<MlpConfig, "shape">;

/** What must be given of a U-Net; the rest has defaults. */
export type UNetOptions = Partial<UNetConfig> & Pick<UNetConfig, "shape">;

/**
 * A U-Net small enough to learn 16 × 16 pictures in minutes on a processor: 0.4 million parameters there, and about a
 * third of the default's work. Used as `makeUNet({ shape, ...pocketUNet })`.
 */
export const pocketUNet: Omit<UNetOptions, "shape"> = { base: 24, skips: "blocks" };

/**
 * Fills in an MLP's defaults (three hidden layers of 128, embedding 64, timeScale 1) and checks it.
 * @param options The shape, and what differs from the defaults.
 * @returns The full configuration.
 * @throws {TypeError} If a value has the wrong type.
 * @throws {RangeError} If a key is unknown or a value out of range.
 */
export function mlpConfig(options: MlpOptions): MlpConfig {
  const action = "configure an MLP";
  const defaults = { kind: "mlp" as const, hidden: [128, 128, 128], embedding: 64, timeScale: 1 };
  const config = fill<MlpConfig>(action, options, { shape: options.shape, ...defaults });
  checkList(action, "shape", config.shape, 1);
  checkLengthOf(action, "shape", config.shape, 1);
  checkList(action, "hidden", config.hidden, 1);
  if (config.hidden.length === 0) throw new RangeError(`Cannot ${action}: hidden must name at least one layer, got []`);
  checkEmbedding(action, config);
  return config;
}

/**
 * Fills in a U-Net's defaults (base 32, multipliers [1, 2, 2], one block per level, all skips, attention at the lowest
 * resolution, one head, 8 groups, embedding of four times the base, added, halving by averages, doubling by repetition)
 * and checks it.
 * @param options The shape, and what differs from the defaults.
 * @returns The full configuration.
 * @throws {TypeError} If a value has the wrong type.
 * @throws {RangeError} If a key is unknown or a value out of range.
 */
export function unetConfig(options: UNetOptions): UNetConfig {
  const action = "configure a U-Net";
  const { shape, base = 32, multipliers = [1, 2, 2] } = options;
  checkList(action, "shape", shape, 1);
  checkLengthOf(action, "shape", shape, 3);
  checkList(action, "multipliers", multipliers, 1);
  if (multipliers.length === 0) throw new RangeError(`Cannot ${action}: multipliers must name a level, got []`);
  const [height, width] = shape;
  const shrink = 2 ** (multipliers.length - 1);
  const config = fill<UNetConfig>(action, options, {
    kind: "unet",
    shape,
    base,
    multipliers,
    blocks: 1,
    skips: "all",
    attention: [height / shrink],
    heads: 1,
    groups: 8,
    embedding: 4 * base,
    timeScale: 1,
    injection: "add",
    down: "average",
    up: "repeat",
  });
  for (const [name, size] of [["height", height], ["width", width]] as const) {
    if (size % shrink !== 0) {
      throw new RangeError(
        `Cannot ${action}: ${name} must be divisible by ${shrink} for ${multipliers.length} levels, got ${size}`,
      );
    }
  }
  checkInteger(action, "base", config.base, 4);
  checkInteger(action, "blocks", config.blocks, 1);
  checkInteger(action, "groups", config.groups, 1);
  checkInteger(action, "heads", config.heads, 1);
  checkList(action, "attention", config.attention, 1);
  checkKnown(action, "skips", config.skips, ["all", "blocks"]);
  checkKnown(action, "injection", config.injection, ["add", "film"]);
  checkKnown(action, "down", config.down, ["average", "stride"]);
  checkKnown(action, "up", config.up, ["repeat", "convolution"]);
  checkEmbedding(action, config);
  if (config.base % 2 !== 0) throw new RangeError(`Cannot ${action}: base must be even, got ${config.base}`);
  if (config.base % config.groups !== 0) {
    throw new RangeError(`Cannot ${action}: base must be a multiple of groups ${config.groups}, got ${config.base}`);
  }
  const heights = multipliers.map((_, level) => height / 2 ** level);
  for (const at of config.attention) {
    const level = heights.indexOf(at);
    if (level < 0) {
      throw new RangeError(`Cannot ${action}: attention must name heights among ${heights.join(", ")}, got ${at}`);
    }
    const channels = config.base * multipliers[level];
    if (channels % config.heads !== 0) {
      throw new RangeError(
        `Cannot ${action}: heads must divide the ${channels} channels at height ${at}, got ${config.heads}`,
      );
    }
  }
  return config;
}

/** The defaults overridden by what is given; a key that the defaults lack is an error. */
function fill<T extends object>(action: string, given: Partial<T>, defaults: T): T {
  const known = Object.keys(defaults);
  for (const [key, value] of Object.entries(given)) {
    checkKnown(action, "key", key, known);
    if (key === "kind" && value !== (defaults as { kind?: unknown }).kind) {
      throw new RangeError(`Cannot ${action}: kind must be "${(defaults as { kind?: unknown }).kind}", got "${value}"`);
    }
  }
  const defined = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(defined) };
}

function checkList(action: string, name: string, list: readonly number[], min: number): void {
  if (!Array.isArray(list)) throw new TypeError(`Cannot ${action}: ${name} must be an array, got ${typeof list}`);
  list.forEach((entry, i) => checkInteger(action, `${name}[${i}]`, entry, min));
}

function checkLengthOf(action: string, name: string, list: readonly number[], length: number): void {
  if (list.length !== length) {
    throw new TypeError(`Cannot ${action}: ${name} must have ${length} entries, got [${list.join(", ")}]`);
  }
}

function checkEmbedding(action: string, config: { embedding: number; timeScale: number }): void {
  checkInteger(action, "embedding", config.embedding, 4);
  if (config.embedding % 2 !== 0) {
    throw new RangeError(`Cannot ${action}: embedding must be even, got ${config.embedding}`);
  }
  checkPositive(action, "timeScale", config.timeScale);
}
