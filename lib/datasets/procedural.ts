/**
 * Pictures drawn from formulas: the data set that is always there.
 * @module
 */
import { checkInteger } from "../numerics/check.ts";
import { Random } from "../numerics/random.ts";
import { bytePictures } from "./byte_pictures.ts";
import type { Pictures } from "./types.ts";

/** The shapes, in the order of their labels. */
export const PROCEDURAL_CLASSES: readonly string[] = ["disc", "ring", "square", "bar", "cross", "wedge"];

/** Draws a shape uses: class, centre (2), size, angle, thickness, contrast, ground. */
const DRAWS = 8;
/** Samples per pixel and axis; 16 levels an edge at least. */
const SAMPLES = 4;

/**
 * Grey pictures of one bright shape on a dark ground: discs, rings, squares, bars, crosses and wedges at a random place,
 * size, angle, line width and contrast, with smooth (area-sampled) edges.
 *
 * The set is made to be judged by eye: whole outlines, one shape a picture and a plain ground are what a trained network
 * gets right last. Picture i depends on the seed and i alone, so a larger set begins with the smaller one.
 *
 * @example Pictures without any file
 * ```ts
 * import assert from "node:assert/strict";
 * import { procedural } from "nearzero/datasets";
 *
 * const pictures = procedural(4, 0, 16);
 * assert.equal(pictures.count, 4);
 * assert.deepEqual(pictures.shape, [16, 16, 1]);
 * ```
 *
 * @param count How many pictures, at least 1.
 * @param seed An integer in [0, 2^53).
 * @param side Height and width in pixels, 4 … 256.
 * @returns The pictures, side × side × 1, labelled by {@link PROCEDURAL_CLASSES}.
 * @throws {RangeError} If an argument is out of range.
 * @category Data sets
 */
export function procedural(count: number, seed: number = 0, side: number = 16): Pictures {
  checkInteger("draw pictures", "count", count, 1, 10_000_000);
  checkInteger("draw pictures", "side", side, 4, 256);
  const draws = new Random(seed, "procedural pictures").uniforms(count * DRAWS);
  const bytes = new Uint8Array(count * side * side), labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const u = draws.subarray(i * DRAWS, (i + 1) * DRAWS);
    labels[i] = Math.floor(u[0] * PROCEDURAL_CLASSES.length);
    draw(u, labels[i], bytes.subarray(i * side * side, (i + 1) * side * side), side);
  }
  const label = `procedural pictures, ${side} × ${side}`;
  return bytePictures({
    name: "procedural",
    label,
    shape: [side, side, 1],
    bytes,
    labels,
    classes: PROCEDURAL_CLASSES,
  });
}

/** Lengths are in units of the picture's side, so that every side shows the same scenes. */
function draw(u: Float64Array, shape: number, out: Uint8Array, side: number): void {
  const radius = 0.16 + 0.2 * u[3];
  const [cx, cy] = [u[1], u[2]].map((v) => 0.5 + (v - 0.5) * 2 * (0.43 - radius));
  const angle = u[4] * 2 * Math.PI, cos = Math.cos(angle), sin = Math.sin(angle);
  const width = radius * (0.22 + 0.16 * u[5]);
  const ground = 60 * u[7], ink = 130 + 125 * u[6];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      let covered = 0;
      for (let s = 0; s < SAMPLES * SAMPLES; s++) {
        const dx = (x + (s % SAMPLES + 0.5) / SAMPLES) / side - cx;
        const dy = (y + (Math.floor(s / SAMPLES) + 0.5) / SAMPLES) / side - cy;
        if (inside(shape, dx * cos + dy * sin, dy * cos - dx * sin, radius, width)) covered++;
      }
      out[y * side + x] = Math.round(ground + (ink - ground) * covered / (SAMPLES * SAMPLES));
    }
  }
}

/** Whether a point, relative to the shape's centre and turned with it, is in the shape of a radius and line width. */
function inside(shape: number, x: number, y: number, radius: number, width: number): boolean {
  const distance = Math.hypot(x, y);
  switch (shape) {
    case 0:
      return distance < 0.8 * radius;
    case 1:
      return Math.abs(distance - radius + width) < width;
    case 2:
      return Math.max(Math.abs(x), Math.abs(y)) < 0.7 * radius;
    case 3:
      return Math.abs(x) < 0.9 * radius && Math.abs(y) < width;
    case 4:
      return distance < radius && Math.min(Math.abs(x), Math.abs(y)) < 0.8 * width;
    default:
      // A triangle by its three edges: all within the inradius.
      return Math.max(-y, y / 2 + 0.866 * x, y / 2 - 0.866 * x) < 0.5 * radius;
  }
}
