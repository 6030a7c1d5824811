/**
 * What a change can affect.
 * @module
 */
import { dirname } from "node:path";
import { checkout } from "../../io/checkout.ts";
import { affectedBy, fileImports, sourceFiles } from "./imports.ts";

/**
 * The files that differ from a revision, those that git does not know yet among them.
 * @param since The revision.
 * @returns Their paths from the checkout, but for those that are gone.
 * @throws {Error} Outside a repository, or where there is no such revision.
 */
export async function changedFiles(since: string): Promise<string[]> {
  const lists = await Promise.all([
    git("diff", "--name-only", "--diff-filter=d", since, "--"),
    git("ls-files", "--others", "--exclude-standard"),
  ]);
  return [...new Set(lists.flat())].sort();
}

/**
 * The test files that a change can affect.
 * @param changed The files that changed.
 * @returns The test files by their distance from the change, nearest first; a file of other kinds beside tests is as near
 * to them as one that they import.
 */
export async function changedTests(changed: readonly string[]): Promise<string[][]> {
  const all = [...await sourceFiles("lib"), ...await sourceFiles("tests")];
  const affected = affectedBy(await fileImports(all), changed);
  const beside = new Set(changed.filter((path) => !path.endsWith(".ts")).map((path) => dirname(path)));
  const groups: string[][] = [];
  for (const path of all.filter((each) => each.endsWith("_test.ts"))) {
    const distance = affected.get(path) ?? (beside.has(dirname(path)) ? 1 : undefined);
    if (distance !== undefined) (groups[distance] ??= []).push(path);
  }
  return groups.filter((group) => group !== undefined);
}

async function git(...args: string[]): Promise<string[]> {
  const { success, stdout, stderr } = await new Deno.Command("git", { args, cwd: checkout }).output().catch(() => {
    throw new Error("Cannot tell what changed: there is no git");
  });
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot tell what changed: ${decoder.decode(stderr).trim().split("\n")[0]}`);
  return decoder.decode(stdout).split("\n").filter((line) => line !== "");
}
