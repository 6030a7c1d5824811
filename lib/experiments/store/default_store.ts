/**
 * Where results are kept unless one says where.
 * @module
 */
import { join } from "node:path";
import { checkout } from "../../io/checkout.ts";

/**
 * The store's folder.
 * @returns `NEARZERO_STORE`, else `data/cache/store` of the checkout.
 */
export function defaultStore(): string {
  return Deno.env.get("NEARZERO_STORE") || join(checkout, "data", "cache", "store");
}
