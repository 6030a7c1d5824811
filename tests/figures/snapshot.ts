/**
 * Snapshots of figures' drawings: JSON files beside the tests, rewritten with `NEARZERO_SNAPSHOTS=write`.
 * @module
 */
import { assertEquals } from "../assert.ts";
import type { Figure } from "../../lib/figures/types.ts";

/** Asserts that a figure's data and layout are what they were. */
export async function assertDrawing({ name, data, layout, width, height }: Figure): Promise<void> {
  const path = new URL(`snapshots/${name}.json`, import.meta.url);
  // The theme is every figure's and has a test of its own.
  const now = JSON.stringify({ data, layout: { ...layout, template: undefined }, width, height }, null, 1) + "\n";
  if (Deno.env.get("NEARZERO_SNAPSHOTS") === "write") await Deno.writeTextFile(path, now);
  assertEquals(JSON.parse(now), JSON.parse(await Deno.readTextFile(path)));
}
