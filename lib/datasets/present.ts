/**
 * Which of several data sets is on this machine.
 * @module
 */
import { dataSetPresent } from "./load.ts";

/**
 * The first data set of a list that is on this machine, else `procedural`.
 * @param names Registered names in order of preference.
 * @returns The name, for `loadPictures`.
 * @throws {RangeError} If a name is not registered.
 * @category Data sets
 */
export async function presentDataSet(names: readonly string[]): Promise<string> {
  for (const name of names) if (await dataSetPresent(name)) return name;
  return "procedural";
}
