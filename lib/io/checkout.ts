/**
 * The checkout that the code runs from.
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the checkout. */
export const checkout: string = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

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
