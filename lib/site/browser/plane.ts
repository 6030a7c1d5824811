/// <reference lib="dom" />
/**
 * The plane in which points are clicked.
 * @module
 */

/**
 * Draws points; the plane grows with them.
 * @param plane Where.
 * @param points The points.
 */
export function drawPlane(plane: SVGSVGElement, points: readonly (readonly [number, number])[]): void {
  const reach = Math.max(2.5, ...points.flat().map((value) => 1.15 * Math.abs(value)));
  plane.setAttribute("viewBox", `${-reach} ${-reach} ${2 * reach} ${2 * reach}`);
  const size = reach / 40;
  plane.innerHTML = `<path class="axis" d="M${-reach} 0H${reach}M0 ${-reach}V${reach}"/>` +
    points.map(([x, y]) => `<circle cx="${x}" cy="${-y}" r="${1.4 * size}"/>`).join("");
}

/**
 * The point that was clicked.
 * @param plane The plane.
 * @param event The click.
 * @returns Coordinates with two digits behind the point.
 */
export function pointOf(
  plane: SVGSVGElement,
  event: { readonly clientX: number; readonly clientY: number },
): readonly [number, number] {
  const { left, top, width } = plane.getBoundingClientRect(), { baseVal } = plane.viewBox;
  const scale = baseVal.width / width, tidy = (value: number) => Number(value.toFixed(2)) + 0;
  return [tidy(baseVal.x + (event.clientX - left) * scale), tidy(-(baseVal.y + (event.clientY - top) * scale))];
}
