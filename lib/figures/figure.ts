/**
 * Putting a figure together from what its maker says and what its builder draws.
 * @module
 */
import { checkNumber } from "../numerics/check.ts";
import { fontFamilyOf, theme } from "./theme.ts";
import type { Figure, FigureInfo } from "./types.ts";

/** What a builder has drawn. */
export interface Drawn {
  /** Plotly traces. */
  readonly data: readonly object[];
  /** Plotly layout without the theme. */
  readonly layout: object;
  /** Width in CSS pixels. */
  readonly width: number;
  /** Height in CSS pixels. */
  readonly height: number;
  /** The numbers behind it. */
  readonly numbers: Record<string, unknown>;
}

/**
 * Makes a figure: puts the theme on, the data set into the name, and fills in what was not said.
 * @param info What the maker says of it.
 * @param drawn What the builder has drawn.
 * @returns The figure.
 * @throws {RangeError} If the name or the data set's name is not a safe file name, a tolerance is negative, or the font is
 * of no known kind.
 */
export function makeFigure(info: FigureInfo, drawn: Drawn): Figure {
  const name = info.dataSet === undefined ? info.name : `${info.name}_${info.dataSet}`;
  if (!/^[a-z0-9][a-z0-9_-]{0,99}$/.test(name)) {
    throw new RangeError(
      `Cannot make a figure: its name must be a file name of a-z, 0-9, "_" and "-", got "${name}"`,
    );
  }
  const { tolerance = 1e-9, absoluteTolerance = 0 } = info;
  checkNumber(`make the figure ${name}`, "tolerance", tolerance, 0);
  checkNumber(`make the figure ${name}`, "absoluteTolerance", absoluteTolerance, 0);
  return {
    name,
    caption: info.caption,
    ...drawn,
    layout: {
      template: theme,
      ...drawn.layout,
      ...(info.font !== undefined && { font: { family: fontFamilyOf(info.font) } }),
      width: drawn.width,
      height: drawn.height,
    },
    meta: {
      notebook: info.notebook ?? null,
      dataSet: info.dataSet ?? null,
      seeds: info.seeds ?? [],
      n: info.n ?? null,
      config: info.config ?? null,
      backend: info.backend ?? null,
      tolerance,
      absoluteTolerance,
    },
  };
}
