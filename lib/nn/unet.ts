/**
 * The U-Net of DDPM and its successors.
 * @module
 */
import { checkArguments } from "../numerics/check_arguments.ts";
import { tf } from "../backend/tf.ts";
import { type UNetConfig, unetConfig, type UNetOptions } from "./config.ts";
import { defineNetwork, type Told } from "./define_network.ts";
import { dropout } from "./dropout.ts";
import type { Value } from "./dual.ts";
import { classTable, convolution, linear, normalisation, selfAttention } from "./layers.ts";
import {
  add,
  avgPool2,
  binomial,
  concat,
  mul,
  pad1,
  reshape,
  residual as residualBlock,
  scaled,
  silu,
  split,
  upsample2,
} from "./operations.ts";
import { Parameters, type Views } from "./parameters.ts";
import { timeEmbedding } from "./time_embedding.ts";
import type { Network } from "./types.ts";
import { type AllSwitches, allSwitches, groupsOf, headsOf } from "./unet_switches.ts";

/** What the steps of the way through the network are told. */
interface StepTold<X> extends Pick<Told, "dropout"> {
  /** Each residual block's share of the embedded condition. */
  readonly shares: readonly X[];
}

/** One step of the way through the network, from one map or two side by side. */
type Step = <X extends Value>(views: Views, x: X, told: StepTold<X>, beside?: X) => X;

/**
 * A U-Net of the DDPM family (Ho et al. 2020, appendix B) with choices of Dhariwal & Nichol 2021 (appendix A): residual
 * blocks of normalisation, SiLU and convolution that are told the condition each, skips from the way down to the way
 * up, self-attention at chosen resolutions, the class added to the embedded condition, a picture beside the sample
 * (Saharia et al. 2021 for super-resolution), dropout before the last convolution of each block. That convolution and
 * the network's last begin at zero, so that the first prediction is zero. With its switches it is the U-Net of other
 * authors too, layer by layer.
 *
 * The maps from the embedding to the blocks are one matrix, `time/blocks`, split among them: one product for all.
 *
 * @example A small U-Net
 * ```ts
 * import assert from "node:assert/strict";
 * import { countParameters, makeUNet } from "nearzero/nn";
 *
 * assert.ok(countParameters(makeUNet({ shape: [16, 16, 1], base: 8 })) > 1000);
 * ```
 *
 * @param options The shape [height, width, channels], and what differs from `unetConfig`'s defaults.
 * @returns The network.
 * @throws {TypeError} If a value has the wrong type.
 * @throws {RangeError} If a key is unknown or a value out of range.
 * @category Networks
 */
export function makeUNet(options: UNetOptions): Network {
  checkArguments("makeUNet", arguments);
  const config = unetConfig(options);
  const { shape, imageChannels, base, embedding: width, classes } = config, switches = allSwitches(config);
  const { normEps: eps, waveWidth: seenWidth, classPlace, centre } = switches, early = classPlace === "waves";
  const parameters = new Parameters();
  const waves = { order: switches.waveOrder, shift: switches.waveShift, rates: switches.fourierRates };
  const embedding = timeEmbedding(parameters, "time/learned", config.timeEmbedding, seenWidth, waves);
  const timeIn = linear(parameters, "time/in", seenWidth, width);
  const timeHidden = linear(parameters, "time/hidden", width, width);
  const addClass = classTable(parameters, "class", classes, early ? seenWidth : width);
  const first = convolution(parameters, "in", shape[2] + imageChannels, base);
  const { down, middle, up, shares, channels } = body(config, parameters);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const timeBlocks = linear(parameters, "time/blocks", width, total);
  const lastNorm = normalisation(parameters, "out/norm", channels, groupsOf(config, channels), { then: "silu", eps });
  const last = convolution(parameters, "out", channels, shape[2], { zero: true });
  return defineNetwork({
    config,
    parameters,
    embedding,
    through(views, x, seen, also) {
      const waves = early ? addClass(views, seen, also.labels) : seen;
      const hidden = timeHidden(views, silu(timeIn(views, waves)));
      const embedded = silu(early ? hidden : addClass(views, hidden, also.labels));
      const told = { shares: split(timeBlocks(views, embedded), shares, 1), dropout: also.dropout };
      const centred = centre ? add(scaled(x, 2), -1) : x;
      let input = also.image === undefined ? centred : concat([centred, also.image as typeof x], 3);
      let h = first(views, input);
      const skips = config.skips === "all" ? [h] : [];
      for (const { step, leaves, enters } of down) {
        const above = h;
        h = tidied(() => step(views, above, told));
        if (enters !== undefined) [h, input] = enters(views, h, input);
        if (leaves) skips.push(h);
      }
      for (const step of middle) h = step(views, h, told);
      let output: typeof h | undefined;
      for (const { step, joins, says } of up) {
        const below = h;
        h = tidied(() => step(views, below, told, joins ? skips.pop() : undefined));
        if (says !== undefined) output = says(views, h, output);
      }
      return last(views, h, { norm: lastNorm, beside: output });
    },
  });
}

/**
 * Frees what a step made on its way, unless a gradient will ask for it: held to the end, the feature maps of a large
 * picture take gigabytes that are touched once each.
 */
function tidied<X extends Value>(step: () => X): X {
  return tf.tidy(step as unknown as () => tf.Tensor) as unknown as X;
}

/** Lets the input join the way down; gives the map with it, and what is to join below. */
type Entrance = <X extends Value>(views: Views, h: X, input: X) => [h: X, input: X];

/** Adds what a level says to the output of those below, and resamples it for the level above. */
type Exit = <X extends Value>(views: Views, h: X, output: X | undefined) => X;

/** Everything between the first convolution and the last normalisation. */
interface Body {
  /** Those that leave keep their output as a skip; before, what enters is added to it. */
  readonly down: { step: Step; leaves: boolean; enters?: Entrance }[];
  readonly middle: Step[];
  /** Those that join take the newest skip beside their input; what some say is added up to the output. */
  readonly up: { step: Step; joins: boolean; says?: Exit }[];
  /** The width of each residual block's share of the embedding, in order of declaration. */
  readonly shares: number[];
  /** Channels at the end. */
  readonly channels: number;
}

function body(config: UNetConfig, parameters: Parameters): Body {
  const { shape, base, multipliers, blocks, attention, injection } = config, switches = allSwitches(config);
  const { normEps: eps, attentionUp, attendUp, residualScale, middleScale } = switches;
  const shares: number[] = [];
  const addBlock = (name: string, from: number, to: number, how: Partial<ResidualOptions> = {}): Step => {
    shares.push(injection === "film" ? 2 * to : to);
    return residual(parameters, name, { from, to, config, share: shares.length - 1, scale: residualScale, ...how });
  };
  const attends = (level: number, at: readonly number[]): boolean => at.includes(shape[0] / 2 ** level);
  const addAttention = (
    name: string,
    step: Step,
    to: number,
    groups = groupsOf(config, to),
    scale = residualScale,
  ): Step => {
    const attend = selfAttention(parameters, name, to, headsOf(config, to), groups, { eps, scale });
    return (views, x, told, beside) => attend(views, step(views, x, told, beside));
  };

  const all = config.skips === "all", [smaller, larger] = resampling(switches.resampleFilter);
  const down: Body["down"] = [];
  const skips = all ? [base] : [];
  let channels = base, entering = shape[2] + config.imageChannels;
  multipliers.forEach((multiplier, level) => {
    for (let i = 0; i < blocks; i++) {
      const block = addBlock(`down${level}/block${i}`, channels, multiplier * base);
      channels = multiplier * base;
      const step = attends(level, attention) ? addAttention(`down${level}/attention${i}`, block, channels) : block;
      down.push({ step, leaves: true });
      skips.push(channels);
    }
    if (level < multipliers.length - 1) {
      const name = `down${level}/halve`;
      const step = config.down === "residual"
        ? addBlock(name, channels, channels, { resample: smaller })
        : halving(parameters, name, channels, config);
      const enters = switches.progressiveInput === "none"
        ? undefined
        : entrance(parameters, `down${level}/input`, entering, channels, switches);
      if (switches.progressiveInput === "residual") entering = channels;
      down.push({ step, leaves: all, enters });
      if (all) skips.push(channels);
    }
  });

  const inMiddle = { scale: middleScale }, bottom = addBlock("middle/block0", channels, channels, inMiddle);
  const { attendMiddle, middleGroups } = switches;
  const middle = [
    attendMiddle ? addAttention("middle/attention", bottom, channels, middleGroups, middleScale) : bottom,
    addBlock("middle/block1", channels, channels, inMiddle),
  ];

  const up: Body["up"] = [];
  for (let level = multipliers.length - 1; level >= 0; level--) {
    const to = multipliers[level] * base, count = all ? blocks + 1 : blocks;
    for (let i = 0; i < count; i++) {
      const block = addBlock(`up${level}/block${i}`, channels + skips.pop()!, to);
      channels = to;
      const attended = attends(level, attentionUp) && (attendUp === "each" || i === count - 1);
      up.push({ step: attended ? addAttention(`up${level}/attention${i}`, block, to) : block, joins: true });
    }
    if (level > 0) {
      if (switches.progressiveOutput === "skip") {
        up[up.length - 1].says = exit(parameters, `up${level}/output`, to, config, larger);
      }
      const name = `up${level}/double`;
      const step = config.up === "residual"
        ? addBlock(name, channels, channels, { resample: larger })
        : doubling(parameters, name, channels, config.up);
      up.push({ step, joins: false });
    }
  }
  return { down, middle, up, shares, channels };
}

/** Changes the resolution of a map. */
type Resample = <X extends Value>(x: X) => X;

interface ResidualOptions {
  readonly from: number;
  readonly to: number;
  readonly config: UNetConfig;
  /** Which share of the embedding is this block's. */
  readonly share: number;
  /** Multiplies the sum at the end. */
  readonly scale: number;
  /** What changes the resolution, of what is convolved and of the shortcut; none where not given. */
  readonly resample?: Resample;
}

/** Normalisation, SiLU, convolution, twice, with the condition between, added to the input. */
function residual(parameters: Parameters, name: string, options: ResidualOptions): Step {
  const { from, to, config, share, scale: factor, resample = (x) => x } = options;
  const { injection, dropout: rate } = config, { normEps: eps, resampleSkip } = allSwitches(config);
  const film = injection === "film";
  const norm0 = normalisation(parameters, `${name}/norm0`, from, groupsOf(config, from), { then: "silu", eps });
  // The share's own bias stands in for this convolution's where it is added right after.
  const convolution0 = convolution(parameters, `${name}/conv0`, from, to, { noBias: !film });
  const then = film ? "nothing" : "silu";
  const norm1 = normalisation(parameters, `${name}/norm1`, to, groupsOf(config, to), { then, eps });
  const convolution1 = convolution(parameters, `${name}/conv1`, to, to, { zero: true });
  const mixes = from !== to || options.resample !== undefined && resampleSkip === "convolution";
  const skip = mixes ? convolution(parameters, `${name}/skip`, from, to, { kernel: 1 }) : undefined;
  const groups = groupsOf(config, from), whole = !film && options.resample === undefined && factor === 1;
  const fused = whole && eps === 1e-5 && groups === groupsOf(config, to);
  return (views, first, told, second) => {
    const maps = second === undefined ? [first] : [first, second];
    if (fused && !(rate > 0 && told.dropout !== undefined)) {
      const [n0, n1, c1] = [norm0.parts(views), norm1.parts(views), convolution1.parts(views)];
      return residualBlock(maps, {
        ...{ scale0: n0.scale, offset0: n0.offset, scale1: n1.scale, offset1: n1.offset },
        ...{ conv0: convolution0.parts(views).filter, share: told.shares[share], conv1: c1.filter, bias: c1.bias! },
        ...(skip === undefined ? {} : { skip: skip.parts(views).filter, skipBias: skip.parts(views).bias }),
      }, groups);
    }
    const x = second === undefined ? first : concat(maps, 3), bias = film ? undefined : told.shares[share];
    const h = options.resample === undefined
      ? convolution0(views, x, { norm: norm0, bias })
      : convolution0(views, resample(norm0(views, x)), { bias });
    const shortcut = resample(x), beside = skip === undefined ? shortcut : skip(views, shortcut);
    // Where nothing lies between them, the convolution takes the normalisation along.
    if (!film && !(rate > 0 && told.dropout !== undefined)) {
      return scaled(convolution1(views, h, { norm: norm1, beside }), factor);
    }
    let activated = norm1(views, h);
    if (film) {
      const [scale, shift] = split(reshape(told.shares[share], [x.shape[0], 1, 1, -1]), 2, 3);
      activated = silu(add(mul(activated, add(scale, 1)), shift));
    }
    return scaled(convolution1(views, dropout(activated, share, rate, told.dropout), { beside }), factor);
  };
}

/** The ways to half the resolution and to double it. */
function resampling(filter: "box" | "binomial"): readonly [smaller: Resample, larger: Resample] {
  if (filter === "box") return [avgPool2, upsample2];
  return [(x) => avgPool2(binomial(x)), (x) => binomial(upsample2(x))];
}

/** How the input joins a level of the way down. */
function entrance(
  parameters: Parameters,
  name: string,
  from: number,
  to: number,
  { progressiveInput, resampleFilter, residualScale }: AllSwitches,
): Entrance {
  if (progressiveInput === "skip") {
    const [smaller] = resampling(resampleFilter), map = convolution(parameters, name, from, to, { kernel: 1 });
    return (views, h, input) => {
      const reduced = smaller(input);
      return [map(views, reduced, { beside: h }), reduced];
    };
  }
  const map = convolution(parameters, name, from, to);
  return (views, h, input) => {
    // What smoothing reaches beyond the border is convolved as well, not taken for 0 as it is in blocks.
    const smoothed = resampleFilter === "box" ? map(views, input) : binomial(map(views, pad1(input)), "valid");
    const sum = scaled(add(h, avgPool2(smoothed)), residualScale);
    return [sum, sum];
  };
}

/** What a level says to the output. */
function exit(parameters: Parameters, name: string, from: number, config: UNetConfig, larger: Resample): Exit {
  const { normEps: eps } = allSwitches(config);
  const norm = normalisation(parameters, `${name}/norm`, from, groupsOf(config, from), { then: "silu", eps });
  const map = convolution(parameters, name, from, config.shape[2], { zero: true });
  return (views, h, output) => larger(map(views, h, { norm, beside: output }));
}

function halving(parameters: Parameters, name: string, channels: number, config: UNetConfig): Step {
  if (config.down === "average") return (_views, x) => avgPool2(x);
  const halve = convolution(parameters, name, channels, channels, { stride: 2, padding: config.stridePadding });
  return (views, x) => halve(views, x);
}

function doubling(parameters: Parameters, name: string, channels: number, how: UNetConfig["up"]): Step {
  if (how === "repeat") return (_views, x) => upsample2(x);
  const smooth = convolution(parameters, name, channels, channels);
  return (views, x) => smooth(views, upsample2(x));
}
