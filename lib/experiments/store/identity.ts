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
  /** SHA-256 of the packages that are pinned, 64 hexadecimal digits. */
  readonly lock: string;
}

/**
 * What a result depends on that its configuration only names: the SHA-256 of each, by what it is, such as
 * `data photos (train)`. Data that are drawn depend on nothing outside.
 */
export type RunContent = Readonly<Record<string, string>>;

let known: KitIdentity | undefined;

/**
 * The kit that runs. In a checkout the packages are those of `deno.lock`, of which only npm's count, since the library uses no
 * others; so neither its layout nor what tests alone fetch changes an identity. A package of the kit has no lock file, and its
 * project's own says which packages stand behind the kit's: there it is the packages that the kit names, each of one version.
 * @returns Its version and packages.
 * @throws {SyntaxError} If `deno.lock` is no lock file.
 * @throws {Error} "Cannot read PATH: …" where it cannot be read.
 */
export async function kitIdentity(): Promise<KitIdentity> {
  return known ??= {
    version: kit.version,
    lock: createHash("sha256").update(canonicalJson(await pinned())).digest("hex"),
  };
}

async function pinned(): Promise<unknown> {
  const path = join(checkout, "deno.lock");
  const there = import.meta.url.startsWith("file:") && await Deno.stat(path).then(() => true, () => false);
  if (there) return (await readJson(path) as { npm?: unknown }).npm ?? {};
  return Object.values(kit.imports as Record<string, string>).filter((target) => target.startsWith("npm:")).sort();
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
