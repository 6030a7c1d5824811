/**
 * The Inception network that FID is defined by: version 3 of December 2015 in pytorch-fid's port, down to the two places
 * where that port follows TensorFlow (averages leave out the padding) and the one where it follows a slip of the
 * original (the last block pools by maximum). Szegedy et al., "Rethinking the Inception architecture" (CVPR 2016).
 * @module
 */

/** A convolution with batch normalisation and ReLU. */
export interface ConvolutionUnit {
  /** Which of the kinds of {@link Unit} it is. */
  readonly kind: "convolution";
  /** Its name in the weights. */
  readonly name: string;
  /** Channels of its input. */
  readonly from: number;
  /** Channels of its output. */
  readonly to: number;
  /** Height and width of its filter. */
  readonly size: readonly [height: number, width: number];
  /** 1 or 2. */
  readonly stride: number;
  /** Zero padding that keeps the extent, or none. */
  readonly padding: "same" | "valid";
}

/** A 3 × 3 pooling. */
export interface PoolingUnit {
  /** Which of the kinds of {@link Unit} it is. */
  readonly kind: "average" | "maximum";
  /** Step in both directions. */
  readonly stride: number;
  /** Averages leave out the padding. */
  readonly padding: "same" | "valid";
}

/** Branches whose outputs are put side by side. */
export interface ParallelUnit {
  /** Which of the kinds of {@link Unit} it is. */
  readonly kind: "parallel";
  /** The branches, each a chain of units. */
  readonly branches: readonly (readonly Unit[])[];
}

/** A part of the network. */
export type Unit = ConvolutionUnit | PoolingUnit | ParallelUnit;

/** Features of a picture: the last average pooling. */
export const INCEPTION_FEATURES = 2048;
/** Classes behind the features. */
export const INCEPTION_CLASSES = 1008;
/** Height and width that pictures are resized to. */
export const INCEPTION_SIDE = 299;

/** Builds a chain of convolutions of a block, whose names all begin alike. */
function chain(block: string, from: number) {
  return (...links: [name: string, to: number, height: number, width?: number, stride?: number][]): ConvolutionUnit[] =>
    links.map(([name, to, height, width = height, stride = 1]) => {
      const unit: ConvolutionUnit = {
        kind: "convolution",
        name: block + name,
        from,
        to,
        size: [height, width],
        stride,
        padding: stride === 1 ? "same" : "valid",
      };
      from = to;
      return unit;
    });
}

const average: PoolingUnit = { kind: "average", stride: 1, padding: "same" };
const maximum: PoolingUnit = { kind: "maximum", stride: 1, padding: "same" };
const halve: PoolingUnit = { kind: "maximum", stride: 2, padding: "valid" };

function blockA(block: string, from: number, pool: number): ParallelUnit {
  const start = () => chain(`${block}.`, from);
  return {
    kind: "parallel",
    branches: [
      start()(["branch1x1", 64, 1]),
      start()(["branch5x5_1", 48, 1], ["branch5x5_2", 64, 5]),
      start()(["branch3x3dbl_1", 64, 1], ["branch3x3dbl_2", 96, 3], ["branch3x3dbl_3", 96, 3]),
      [average, ...start()(["branch_pool", pool, 1])],
    ],
  };
}

function blockB(block: string, from: number): ParallelUnit {
  const start = () => chain(`${block}.`, from);
  return {
    kind: "parallel",
    branches: [
      start()(["branch3x3", 384, 3, 3, 2]),
      start()(["branch3x3dbl_1", 64, 1], ["branch3x3dbl_2", 96, 3], ["branch3x3dbl_3", 96, 3, 3, 2]),
      [halve],
    ],
  };
}

function blockC(block: string, from: number, inner: number): ParallelUnit {
  const start = () => chain(`${block}.`, from);
  return {
    kind: "parallel",
    branches: [
      start()(["branch1x1", 192, 1]),
      start()(["branch7x7_1", inner, 1], ["branch7x7_2", inner, 1, 7], ["branch7x7_3", 192, 7, 1]),
      start()(
        ["branch7x7dbl_1", inner, 1],
        ["branch7x7dbl_2", inner, 7, 1],
        ["branch7x7dbl_3", inner, 1, 7],
        ["branch7x7dbl_4", inner, 7, 1],
        ["branch7x7dbl_5", 192, 1, 7],
      ),
      [average, ...start()(["branch_pool", 192, 1])],
    ],
  };
}

function blockD(block: string, from: number): ParallelUnit {
  const start = () => chain(`${block}.`, from);
  return {
    kind: "parallel",
    branches: [
      start()(["branch3x3_1", 192, 1], ["branch3x3_2", 320, 3, 3, 2]),
      start()(
        ["branch7x7x3_1", 192, 1],
        ["branch7x7x3_2", 192, 1, 7],
        ["branch7x7x3_3", 192, 7, 1],
        ["branch7x7x3_4", 192, 3, 3, 2],
      ),
      [halve],
    ],
  };
}

function blockE(block: string, from: number, pool: PoolingUnit): ParallelUnit {
  const start = (channels: number = from) => chain(`${block}.`, channels);
  const fork = (stem: string, a: string, b: string): ParallelUnit => ({
    kind: "parallel",
    branches: [start(384)([`${stem}${a}`, 384, 1, 3]), start(384)([`${stem}${b}`, 384, 3, 1])],
  });
  return {
    kind: "parallel",
    branches: [
      start()(["branch1x1", 320, 1]),
      [...start()(["branch3x3_1", 384, 1]), fork("branch3x3_", "2a", "2b")],
      [...start()(["branch3x3dbl_1", 448, 1], ["branch3x3dbl_2", 384, 3]), fork("branch3x3dbl_", "3a", "3b")],
      [pool, ...start()(["branch_pool", 192, 1])],
    ],
  };
}

/**
 * The network from a picture of 299 × 299 × 3 to the feature map that is averaged over its 8 × 8 places.
 * @returns Its units, in order.
 */
export function inceptionUnits(): Unit[] {
  const [a1, a2, b2] = chain("Conv2d_", 3)(["1a_3x3", 32, 3, 3, 2], ["2a_3x3", 32, 3], ["2b_3x3", 64, 3]);
  const [b3, a4] = chain("Conv2d_", 64)(["3b_1x1", 80, 1], ["4a_3x3", 192, 3]);
  return [
    a1,
    { ...a2, padding: "valid" },
    b2,
    halve,
    b3,
    { ...a4, padding: "valid" },
    halve,
    blockA("Mixed_5b", 192, 32),
    blockA("Mixed_5c", 256, 64),
    blockA("Mixed_5d", 288, 64),
    blockB("Mixed_6a", 288),
    blockC("Mixed_6b", 768, 128),
    blockC("Mixed_6c", 768, 160),
    blockC("Mixed_6d", 768, 160),
    blockC("Mixed_6e", 768, 192),
    blockD("Mixed_7a", 768),
    blockE("Mixed_7b", 1280, average),
    blockE("Mixed_7c", 2048, maximum),
  ];
}

/**
 * All convolutions of the network.
 * @param units The network's units.
 * @returns The convolutions in order of depth.
 */
export function convolutionsOf(units: readonly Unit[]): ConvolutionUnit[] {
  return units.flatMap((unit) => {
    if (unit.kind === "parallel") return unit.branches.flatMap((branch) => convolutionsOf(branch));
    return unit.kind === "convolution" ? [unit] : [];
  });
}
