/**
 * What studies share.
 * @module
 */
import type { ShareOptions } from "../../conditioning/share_timesteps.ts";

/**
 * Told after each part of a study: how many are done, and of how many. What it returns is waited for.
 * @category Studies
 */
export type OnProgress = (done: number, total: number) => void | Promise<void>;

/**
 * Where conditions are shared: t̃ and n.
 * @category Studies
 */
export type Sharing = Required<ShareOptions>;
