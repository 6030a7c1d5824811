/**
 * Where the pictures that a configuration names lie.
 * @module
 */
import { join } from "node:path";
import { dataFolders } from "../../datasets/registry/locate.ts";

/**
 * Looks for a relative path in the data folders, so that a configuration holds for every machine.
 * @param name A registered name or a path.
 * @returns The path in a data folder where one holds it, else the name as it is.
 */
export async function locateData(name: string): Promise<string> {
  if (!/[/\\.]/.test(name)) return name;
  for (const path of dataFolders().map((folder) => join(folder, name))) {
    if (await Deno.stat(path).then(() => true, () => false)) return path;
  }
  return name;
}
