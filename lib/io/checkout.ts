/**
 * The checkout that the code runs from.
 * @module
 */
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the checkout; the working folder where the code did not come from a disk. */
export const checkout: string = import.meta.url.startsWith("file:")
  ? join(dirname(fileURLToPath(import.meta.url)), "..", "..")
  : ".";

/**
 * Whether the work is done in the checkout, rather than in a project that depends on the kit.
 * @returns True where the working folder is the checkout or lies in it.
 */
export function inCheckout(): boolean {
  const way = relative(checkout, Deno.cwd());
  return import.meta.url.startsWith("file:") && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/**
 * Whether a file belongs to the commit that is checked out.
 * @param path The file.
 * @returns True if git knows it; undefined without git or outside a repository.
 */
export async function isCommitted(path: string): Promise<boolean | undefined> {
  const said = await git("ls-files", "--", path);
  return said === undefined ? undefined : said !== "";
}

/**
 * The commit that is checked out.
 * @returns Its 40 hexadecimal digits, or null outside a repository or on a machine without git.
 */
export async function currentCommit(): Promise<string | null> {
  return await git("rev-parse", "HEAD") ?? null;
}

/**
 * Whether the library differs from the commit that is checked out.
 * @returns True where a file of `lib/` or the lock file was changed or added; null where there is no commit to tell.
 */
export async function changedSinceCommit(): Promise<boolean | null> {
  const said = await git("status", "--porcelain", "--", "lib", "deno.lock");
  return said === undefined ? null : said !== "";
}

async function git(...args: string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command("git", { args, cwd: checkout, stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    return undefined; // No git on this machine.
  }
}
