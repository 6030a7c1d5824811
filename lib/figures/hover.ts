/**
 * What a figure says of a point under the pointer: where it is, its value, its interval and how many are behind it.
 * @module
 */
/** The ends of intervals. */
export interface Ends {
  /** Low ends. */
  readonly low: ArrayLike<number>;
  /** High ends. */
  readonly high: ArrayLike<number>;
}

/** Plotly's settings of the text. */
export interface Hover {
  /** The text, with places for numbers. */
  readonly hovertemplate: string;
  /** Both ends of each point's interval. */
  readonly customdata?: number[][];
}

/** Digits of an interval's ends: as many as a screen's reader takes in. */
const DIGITS = 5;

/**
 * Words the text: the place, the value, its interval in brackets and N.
 * @param titles What the axes say.
 * @param titles.x The horizontal axis; left out where a place is no number but a name.
 * @param titles.y The vertical axis.
 * @param name The curve's name; the empty string for none.
 * @param n How many samples or runs are behind each value, where that is known.
 * @param ends The ends of the intervals, where there are any.
 * @returns The settings.
 */
export function hoverText(
  titles: { readonly x?: string; readonly y: string },
  name: string,
  n: number | null | undefined,
  ends?: Ends,
): Hover {
  const number = (place: string) => `%{${place}:.4~g}`;
  const interval = ends ? ` [${number("customdata[0]")}, ${number("customdata[1]")}]` : "";
  const count = n === undefined || n === null ? "" : `<br><i>N</i> = ${n}`;
  const place = titles.x === undefined ? "%{x}" : `${titles.x}: ${number("x")}`;
  const said = `${place}<br>${titles.y}: ${number("y")}${interval}${count}`;
  return {
    hovertemplate: `${said}<extra>${name}</extra>`,
    ...(ends && {
      customdata: Array.from(ends.low, (low, i) => [low, ends.high[i]].map((end) => Number(end.toPrecision(DIGITS)))),
    }),
  };
}
