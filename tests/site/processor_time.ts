/**
 * What the browser computes: on a machine that does something else as well, times on the clock say little.
 * @module
 */

/**
 * The processor time of all that this process has started and that still runs, which in tests of pages is the browser.
 * @returns Milliseconds since it was started, to the system's tick of 10; NaN where the system does not say so (it does on
 * Linux).
 */
export async function processorTime(): Promise<number> {
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
  const isOurs = (id: number): boolean => {
    const parent = parents.get(id);
    return parent === Deno.pid || (parent !== undefined && parent > 1 && isOurs(parent));
  };
  const ours = [...spent].filter(([id]) => isOurs(id));
  return ours.length === 0 ? NaN : ours.reduce((sum, [, ticks]) => sum + ticks, 0);
}
