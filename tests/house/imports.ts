/**
 * Who imports whom in `lib/`.
 * @module
 */
import { dirname, join, normalize } from "node:path";
import { checkout } from "../../lib/io/checkout.ts";

/** What imports what: each node with those that it leads to. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Every TypeScript file below a folder of the checkout, as paths from the checkout with `/`. */
export async function sourceFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(checkout, folder))) {
    const path = `${folder}/${name}`;
    if (isDirectory) files.push(...await sourceFiles(path));
    else if (name.endsWith(".ts") && !name.startsWith(".")) files.push(path);
  }
  return files.sort();
}

/** The imports between the files of `lib/`, of types too. The public faces, mod.ts, import nothing of their own use. */
export async function fileImports(): Promise<Graph> {
  const graph = new Map<string, Set<string>>();
  for (const path of await sourceFiles("lib")) {
    if (path.endsWith("/mod.ts")) continue;
    const text = await Deno.readTextFile(join(checkout, path));
    const targets = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+\.ts)"/g)].map(([, target]) =>
      normalize(`${dirname(path)}/${target}`).replaceAll("\\", "/")
    );
    graph.set(path, new Set(targets));
  }
  return graph;
}

/** The imports between folders: `training/runs` for the files of `lib/training/runs`. */
export function folderImports(files: Graph): Graph {
  const graph = new Map<string, Set<string>>(), folder = (path: string) => dirname(path).replace(/^lib\//, "");
  for (const [path, targets] of files) {
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

/** The nodes that lead back to themselves. */
export function inCircles(graph: Graph): string[] {
  return [...graph.keys()].filter((node) => reach(graph, node).has(node));
}

/** The fewest arrows that say the same of a graph without circles, each as "from --> to", sorted. */
export function fewestArrows(graph: Graph): string[] {
  const reached = new Map([...graph.keys()].map((node) => [node, reach(graph, node)]));
  return [...graph].flatMap(([from, targets]) =>
    [...targets].filter((to) => ![...targets].some((other) => other !== to && reached.get(other)?.has(to)))
      .map((to) => `${from} --> ${to}`)
  ).sort();
}
