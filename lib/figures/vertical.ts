/**
 * The vertical axes of panels side by side: those that say the same are written alike.
 * @module
 */
import { type Axis, placeAxis, type PlacedAxis, takenPower } from "./axis.ts";

/** Labels of panels that differ by more decades than this are each written in their own power of ten. */
const MOST_DECADES = 3;

/**
 * Places the vertical axes of panels. Those of one title write their numbers in one power of ten, where none would be too
 * long by that.
 * @param panels Each panel's axis, and all that is drawn along it.
 * @param height Their height in CSS pixels.
 * @param same Whether those of one title and scale span the same.
 * @returns The axes.
 */
export function placeVertical(
  panels: readonly { readonly axis: Axis; readonly values: readonly number[] }[],
  height: number,
  same: boolean,
): PlacedAxis[] {
  const alike = ({ axis }: { axis: Axis }, other: { axis: Axis }) =>
    axis.title === other.axis.title && axis.scale === other.axis.scale;
  const drawn = (panel: typeof panels[number]) =>
    same && panel.axis.range === undefined
      ? panels.filter((other) => alike(panel, other)).flatMap(({ values }) => values)
      : panel.values;
  const placed = panels.map((panel) => placeAxis(panel.axis, drawn(panel), "y", height));
  return panels.map((panel, i) => {
    const largest = placed.filter((_, j) => alike(panel, panels[j])).flatMap(({ powers }) => powers?.largest ?? []);
    const { powers } = placed[i], power = takenPower(Math.max(...largest));
    if (powers === undefined || powers.taken === power || Math.max(...largest) - Math.min(...largest) > MOST_DECADES) {
      return placed[i];
    }
    return placeAxis(panel.axis, drawn(panel), "y", height, power);
  });
}
