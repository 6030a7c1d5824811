/**
 * What the browser computes: on a machine that does something else as well, times on the clock say little.
 * @module
 */
import type { Page } from "./page.ts";

/**
 * The processor time of a page's browser, of all of its processes together.
 * @param page A page of it.
 * @returns Milliseconds since it was started, to the system's tick of 10; NaN where the system does not say so (it does on
 * Linux).
 */
export async function processorTime(page: Page): Promise<number> {
  const root = page.browser().process()?.pid;
  if (root === undefined) return NaN;
  const parents = new Map<number, number>(), spent = new Map<number, number>();
  try {
    for await (const { name } of Deno.readDir("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      const stat = await Deno.readTextFile(`/proc/${name}/stat`).catch(() => undefined);
      // Behind the command's name, which may hold spaces: the parent is the second, the ticks the twelfth and the next.
      const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
      if (fields === undefined) continue;
      parents.set(Number(name), fields[1]);
      spent.set(Number(name), 10 * (fields[11] + fields[12]));
    }
  } catch {
    return NaN;
  }
  const isOurs = (id: number | undefined): boolean =>
    id === root || (id !== undefined && id > 1 && isOurs(parents.get(id)));
  return [...spent].filter(([id]) => isOurs(id)).reduce((sum, [, ticks]) => sum + ticks, 0);
}
