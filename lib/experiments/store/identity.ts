/**
 * The identity of a run: its configuration together with the software that turns it into numbers.
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import kit from "../../../deno.json" with { type: "json" };
import { checkout } from "../../io/checkout.ts";
import { canonicalJson, contentId } from "../../io/content_id.ts";
import { readJson } from "../../io/read_json.ts";

/** The software behind a result, as far as it is part of the result's identity. */
export interface KitIdentity {
  /** The kit's version. */
  readonly version: string;
  /** SHA-256 of the packages that `deno.lock` pins, 64 hexadecimal digits. */
  readonly lock: string;
}

/**
 * What a result depends on that its configuration only names: the SHA-256 of each, by what it is, such as
 * `data photos (train)`. Data that are drawn depend on nothing outside.
 */
export type RunContent = Readonly<Record<string, string>>;

let known: KitIdentity | undefined;

/**
 * The kit that runs. Of the lock file only the npm packages count, since the library uses no others; so neither its
 * layout nor what tests alone fetch changes an identity.
 * @returns Its version and lock.
 * @throws {SyntaxError} If `deno.lock` is no lock file.
 * @throws {Error} "Cannot read PATH: …" where it is not there.
 */
export async function kitIdentity(): Promise<KitIdentity> {
  if (known !== undefined) return known;
  const { npm = {} } = await readJson(join(checkout, "deno.lock")) as { npm?: unknown };
  return known = { version: kit.version, lock: createHash("sha256").update(canonicalJson(npm)).digest("hex") };
}

/**
 * The identity of a result: the SHA-256 of the configuration's canonical form with the kit's version and lock and the
 * content of what the configuration names, so that a result of other software or other data is another result.
 * @param config The configuration, every default filled in.
 * @param software The kit; the one that runs unless told.
 * @param content What is behind the configuration's names; nothing unless told.
 * @returns 16 hexadecimal digits.
 * @throws {TypeError} If something in the configuration has no JSON form.
 */
export async function resultId(config: unknown, software?: KitIdentity, content: RunContent = {}): Promise<string> {
  const { version, lock } = software ?? await kitIdentity();
  return await contentId({ config, version, lock, ...(Object.keys(content).length > 0 ? { content } : {}) });
}
