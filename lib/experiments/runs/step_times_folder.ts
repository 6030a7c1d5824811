/**
 * Where the times of training steps are kept.
 * @module
 */
import { cacheDir } from "../../io/cache_dir.ts";

/**
 * The folder, of the user and of this machine's cache; it may be missing.
 * @returns Its path.
 */
export function stepTimesFolder(): string {
  return cacheDir("step_times");
}
