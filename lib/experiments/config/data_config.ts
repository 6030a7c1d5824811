/**
 * The data of a run, as plain data.
 * @module
 */
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { POINT_SETS } from "../../datasets/point_sets.ts";

/** Points of a law of which `count` (50,000 unless told) are drawn for training. */
export type LawConfig =
  /** An isotropic mixture of Gaussians with these means, one row each; its ideal predictor is known. */
  | {
    readonly kind: "mixture";
    readonly means: readonly (readonly number[])[];
    readonly variance: number;
    readonly count: number;
  }
  /** A Gaussian on the subspace that these rows span; its ideal predictor is known. */
  | { readonly kind: "subspace"; readonly basis: readonly (readonly number[])[]; readonly count: number }
  /** Finitely many points, themselves drawn from a normal law; its ideal predictor is known. */
  | { readonly kind: "points"; readonly points: number; readonly dimension: number; readonly count: number };

/** A two-dimensional set drawn from a formula, as `pointSet` names them. */
export interface ShapeConfig {
  /** Says which kind of data this is. */
  readonly kind: "shape";
  /** Which set. */
  readonly name: string;
  /** How many points are drawn for training; 50,000 unless told. */
  readonly count: number;
}

/** Pictures. */
export interface PicturesConfig {
  /** Says which kind of data this is. */
  readonly kind: "pictures";
  /** A registered name, `procedural`, or a path; a relative one is also looked for in the data folders. */
  readonly name: string;
  /** Height and width; 16 unless told. */
  readonly size: number;
  /** 1 for grey, 3 for colour; as stored unless told. */
  readonly channels?: 1 | 3;
  /** At most so many, evenly spread; all unless told. */
  readonly limit?: number;
  /** Which split; the first unless told. */
  readonly split?: string;
  /** With a factor, each picture goes with its coarse self, smaller by it: the data of super-resolution. */
  readonly superResolution?: number;
  /**
   * So many pictures, evenly spread, are not trained on: what samples are told (coarse pictures, labels) is theirs. None
   * unless told, and samples are told what some of the training data say.
   */
  readonly heldOut?: number;
}

/** The data of a run. */
export type DataConfig = LawConfig | ShapeConfig | PicturesConfig;

const count = once(() => z.int().min(2).max(10_000_000).default(50_000));
/** The most coordinates of all points together: 8 GB of them. */
const MOST_COORDINATES = 1e9;

const rows = once(() => z.array(z.array(z.number()).min(1)).min(1));

/** The schema of the data of a run. */
export const dataConfigSchema: () => z.ZodType<DataConfig> = once(() =>
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("mixture"), means: rows(), variance: z.number().positive(), count: count() }),
    z.strictObject({ kind: z.literal("subspace"), basis: rows(), count: count() }),
    z.strictObject({
      kind: z.literal("points"),
      points: z.int().min(1).max(100_000),
      dimension: z.int().min(1).max(4096),
      count: count(),
    }),
    z.strictObject({ kind: z.literal("shape"), name: z.enum(POINT_SETS), count: count() }),
    z.strictObject({
      kind: z.literal("pictures"),
      name: z.string().min(1),
      size: z.int().min(4).max(1024).default(16),
      channels: z.union([z.literal(1), z.literal(3)]).optional(),
      limit: z.int().min(1).optional(),
      split: z.string().optional(),
      superResolution: z.int().min(2).optional(),
      heldOut: z.int().min(1).optional(),
    }),
  ]).superRefine((config, context) => {
    const coordinates = dimensionOf(config) * ("count" in config ? Math.max(config.count, pointsOf(config)) : 1);
    if (coordinates <= MOST_COORDINATES) return;
    const message = `count × dimension must be at most ${MOST_COORDINATES}, got ${coordinates}`;
    context.addIssue({ code: "custom", message, path: ["count"] });
  })
);

function dimensionOf(config: DataConfig): number {
  switch (config.kind) {
    case "mixture":
      return config.means[0]?.length ?? 0;
    case "subspace":
      return config.basis[0]?.length ?? 0;
    case "points":
      return config.dimension;
    default:
      return 2;
  }
}

function pointsOf(config: DataConfig): number {
  return config.kind === "points" ? config.points : 0;
}
