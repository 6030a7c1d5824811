/**
 * Where a label covers no data.
 * @module
 */

/** A place on a panel in CSS pixels, from its lower left corner. */
export interface Spot {
  /** To the right. */
  readonly x: number;
  /** Upwards. */
  readonly y: number;
}

/** A label's box on a panel in CSS pixels. */
export interface LabelBox {
  /** Left and right. */
  readonly x: readonly [number, number];
  /** Bottom and top. */
  readonly y: readonly [number, number];
}

/**
 * Finds the first box that lies on the panel and that no curve crosses; where there is none, the one that the fewest do.
 * @param boxes Where the label could stand, the best place first.
 * @param curves What is to be seen, as places along each curve.
 * @param panel The panel's width and height in CSS pixels.
 * @returns The index of the box.
 */
export function clearPlace(
  boxes: readonly LabelBox[],
  curves: readonly (readonly Spot[])[],
  panel: { readonly width: number; readonly height: number },
): number {
  const covered = boxes.map((box) => {
    const outside = box.x[0] < 0 || box.x[1] > panel.width || box.y[0] < 0 || box.y[1] > panel.height;
    // A label that leaves the panel is cut, or covers an axis: worse than any curve.
    return curves.filter((curve) => crosses(curve, box)).length + (outside ? curves.length + 1 : 0);
  });
  return covered.indexOf(Math.min(...covered));
}

/** Whether a curve, straight between its places, meets a box. */
function crosses(curve: readonly Spot[], box: LabelBox): boolean {
  return curve.some((to, i) => meets(curve[Math.max(0, i - 1)], to, box));
}

/** Liang and Barsky (1984): the part of a segment within a box, if there is one. */
function meets(from: Spot, to: Spot, box: LabelBox): boolean {
  let [first, last] = [0, 1];
  for (const side of ["x", "y"] as const) {
    const [start, step] = [from[side], to[side] - from[side]], [low, high] = box[side];
    if (step === 0) {
      if (start < low || start > high) return false;
      continue;
    }
    const [enters, leaves] = [(low - start) / step, (high - start) / step];
    first = Math.max(first, Math.min(enters, leaves));
    last = Math.min(last, Math.max(enters, leaves));
  }
  return first <= last;
}
