/**
 * Who imports whom in the checkout.
 * @module
 */
import { dirname, join, normalize } from "node:path";
import { checkout } from "../../io/checkout.ts";

/** What leads to what: each node with those that it leads to. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Lists the TypeScript files below a folder.
 * @param folder The folder, from the checkout.
 * @returns Their paths from the checkout, with `/`, sorted.
 */
export async function sourceFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(checkout, folder))) {
    const path = `${folder}/${name}`;
    if (isDirectory) files.push(...await sourceFiles(path));
    else if (name.endsWith(".ts") && !name.startsWith(".")) files.push(path);
  }
  return files.sort();
}

/**
 * Reads the imports between files, of types and workers too.
 * @param files Paths from the checkout.
 * @returns The files that each imports.
 */
export async function fileImports(files: readonly string[]): Promise<Graph> {
  return new Map(
    await Promise.all(files.map(async (path) => {
      const text = await Deno.readTextFile(join(checkout, path));
      const found = text.matchAll(/(?:\bfrom|\bimport|\bnew URL)\s*\(?\s*"(\.[^"]+\.ts)"/g);
      const targets = [...found].map(([, target]) => normalize(`${dirname(path)}/${target}`).replaceAll("\\", "/"));
      return [path, new Set(targets)] as const;
    })),
  );
}

/**
 * The imports between the folders of `lib/`. The public faces, mod.ts, import nothing of their own use.
 * @param files The imports between files.
 * @returns The folders that each imports, such as `training/runs`.
 */
export function folderImports(files: Graph): Graph {
  const graph = new Map<string, Set<string>>(), folder = (path: string) => dirname(path).replace(/^lib\//, "");
  for (const [path, targets] of files) {
    if (path.endsWith("/mod.ts")) continue;
    const from = folder(path), leads = graph.get(from) ?? new Set();
    for (const to of [...targets].map(folder)) if (to !== from) leads.add(to);
    graph.set(from, leads);
  }
  return graph;
}

/** All that a node leads to, at any distance. */
function reach(graph: Graph, start: string): Set<string> {
  const seen = new Set<string>(), waiting = [...graph.get(start) ?? []];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...graph.get(next) ?? []);
  }
  return seen;
}

/**
 * Finds circles.
 * @param graph The graph.
 * @returns The nodes that lead back to themselves.
 */
export function inCircles(graph: Graph): string[] {
  return [...graph.keys()].filter((node) => reach(graph, node).has(node));
}

/**
 * The fewest arrows that say the same of a graph without circles.
 * @param graph The graph.
 * @returns Each as "from --> to", sorted.
 */
export function fewestArrows(graph: Graph): string[] {
  const reached = new Map([...graph.keys()].map((node) => [node, reach(graph, node)]));
  return [...graph].flatMap(([from, targets]) =>
    [...targets].filter((to) => ![...targets].some((other) => other !== to && reached.get(other)?.has(to)))
      .map((to) => `${from} --> ${to}`)
  ).sort();
}

/**
 * What is affected by a change, nearest first.
 * @param graph The imports between files.
 * @param changed The files that changed.
 * @returns Every file that imports one of them at some distance, the changed ones among them, with that distance.
 */
export function affectedBy(graph: Graph, changed: readonly string[]): Map<string, number> {
  const distance = new Map(changed.map((path) => [path, 0]));
  for (const path of distance.keys()) {
    for (const [from, targets] of graph) {
      if (targets.has(path) && !distance.has(from)) distance.set(from, distance.get(path)! + 1);
    }
  }
  return distance;
}
