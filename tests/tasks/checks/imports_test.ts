import { affectedBy, fewestArrows, fileImports, inCircles, sourceFiles } from "../../../lib/tasks/checks/imports.ts";
import { assert, assertEquals } from "../../assert.ts";

const graph = (arrows: Record<string, string[]>) =>
  new Map(Object.entries(arrows).map(([from, to]) => [from, new Set(to)]));

Deno.test("inCircles() finds nodes that lead back to themselves", () => {
  assertEquals(inCircles(graph({ a: ["b"], b: ["c"], c: ["b"] })), ["b", "c"]);
  assertEquals(inCircles(graph({ a: ["b", "c"], b: ["c"], c: [] })), []);
});

Deno.test("fewestArrows() leaves out what others imply", () => {
  assertEquals(fewestArrows(graph({ a: ["b", "c"], b: ["c"], c: [] })), ["a --> b", "b --> c"]);
});

Deno.test("affectedBy() finds what imports a changed file at any distance, nearest first", () => {
  const found = affectedBy(graph({ test: ["b"], b: ["a"], a: [], other: [] }), ["a"]);
  assertEquals([...found], [["a", 0], ["b", 1], ["test", 2]]);
});

Deno.test("fileImports() reads imports of types and workers too", async () => {
  const files = await fileImports(await sourceFiles("lib/training/workers"));
  const gradient = files.get("lib/training/workers/gradient_workers.ts")!;
  for (const name of ["types.ts", "gradient_worker.ts"]) assert(gradient.has(`lib/training/workers/${name}`), name);
});
