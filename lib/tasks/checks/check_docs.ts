/**
 * Checks that every export of the library is documented, with `deno doc --lint`.
 *
 * Deno also complains of packages whose types the library uses; those complaints are left out.
 * @module
 */
import { isAbsolute, join, relative } from "node:path";
import { checkout, runCommand } from "../shared/command.ts";

async function libraryFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) files.push(...await libraryFiles(path));
    else if (entry.name.endsWith(".ts") && !entry.name.startsWith(".")) files.push(path);
  }
  return files.sort();
}

/** Whether a complaint is about the library's own code. */
async function isOwn(complaint: string): Promise<boolean> {
  const file = /--> (.+):\d+:\d+$/m.exec(complaint)?.[1];
  if (file === undefined) return true;
  const inside = relative(checkout, file);
  if (isAbsolute(inside) || inside.startsWith("..")) return false;
  // A package that is handed on whole is documented by itself.
  if (/^ *\d+ \| import \* as /m.test(complaint)) return false;
  // A function that is a constant of a named type has its return type from there.
  if (complaint.startsWith("error[missing-return-type]") && /\| export const \w+: \w+/.test(complaint)) return false;
  if (!complaint.startsWith("error[private-type-ref]")) return true;
  // The complaint quotes where the private type is declared and does not say in which file. A private type of our own
  // can only stand in the same one.
  const quoted = /^ *(\d+) \| (.*)\n.*this is the referenced type/m.exec(complaint);
  if (quoted === null) return true;
  const lines = (await Deno.readTextFile(file)).split("\n");
  return lines[Number(quoted[1]) - 1]?.trim() === quoted[2].trim();
}

async function main(): Promise<number> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", "--quiet", ...await libraryFiles(join(checkout, "lib"))],
    cwd: checkout,
    env: { NO_COLOR: "1" },
    stdout: "null",
  }).output();
  if (success) return 0;
  const [head, ...complaints] = new TextDecoder().decode(stderr).split(/^(?=error\[)/m);
  if (complaints.length === 0) throw new Error(head.trim());
  const own: string[] = [];
  for (const complaint of complaints) {
    if (await isOwn(complaint)) own.push(complaint.replace(/\nerror: Found [^]*$/, "").trimEnd());
  }
  if (own.length > 0) console.error(own.join("\n\n"));
  return own.length === 0 ? 0 : 1;
}

if (import.meta.main) await runCommand(main);
