import { join } from "node:path";
import { checkout } from "../../lib/io/checkout.ts";
import { assert, assertEquals } from "../assert.ts";

const { exports, imports } = JSON.parse(await Deno.readTextFile(join(checkout, "deno.json")));

Deno.test("every topic is exported, and imported by notebooks under the same name", () => {
  for (const [name, path] of Object.entries(exports)) {
    assertEquals(imports[`nearzero${name.slice(1)}`], path);
    assert(/^\.\/lib\/(?:\w+\/)?mod\.ts$/.test(path as string), `${path}`);
  }
});

/** Topics that are taken whole by their name, and are no part of the face of all. */
const APART = ["studies", "pretrained", "advice", "emit"].map((topic) => `./lib/${topic}/mod.ts`);

Deno.test("the face of all is that of the topics together, and no name stands in two", async () => {
  const all = Object.keys(await import("../../lib/mod.ts")), names: string[] = [], apart: string[] = [];
  for (const path of Object.values(exports) as string[]) {
    if (path === "./lib/mod.ts") continue;
    (APART.includes(path) ? apart : names).push(...Object.keys(await import(`../../${path.slice(2)}`)));
  }
  const together = [...names, ...apart];
  assertEquals(together.filter((name, i) => together.indexOf(name) < i), []);
  assertEquals([...all].sort(), [...names].sort());
});

/** What `deno doc` says of a declaration. */
interface Documented {
  readonly name: string;
  readonly declarations: readonly {
    readonly jsDoc?: { readonly tags?: readonly { readonly kind: string; readonly doc?: string }[] };
  }[];
}

Deno.test("the face is small enough to be read, and every name in it has a category", async () => {
  const args = ["doc", "--json", "--quiet", "lib/mod.ts"];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, cwd: checkout, stderr: "null" }).output();
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout)) as {
    nodes: Record<string, { symbols: readonly Documented[] }>;
  };
  const [{ symbols }] = Object.values(nodes);
  assert(symbols.length > 200 && symbols.length < 380, `${symbols.length} names`);
  const categories = (symbol: Documented) =>
    symbol.declarations.flatMap(({ jsDoc }) => jsDoc?.tags ?? []).filter(({ kind }) => kind === "category");
  // A package that is handed on whole has its own documentation.
  const without = symbols.filter((symbol) => symbol.name !== "tf" && categories(symbol).length === 0);
  assertEquals(without.map(({ name }) => name), []);
});

Deno.test("the exact side loads no package from npm", async () => {
  for (const topic of ["numerics", "schedules", "conditioning", "oracle", "lipschitz", "samplers"]) {
    const args = ["info", "--json", `lib/${topic}/mod.ts`];
    const { stdout } = await new Deno.Command(Deno.execPath(), { args, cwd: checkout, stderr: "null" }).output();
    const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
      modules: { specifier: string; dependencies?: Dependency[] }[];
    };
    assertEquals(modules.flatMap(packagesAtStart), [], topic);
  }
});

/** What `deno info` says of an import. */
interface Dependency {
  readonly specifier: string;
  readonly isDynamic?: boolean;
  readonly code?: { readonly specifier?: string };
}

/** The packages that a module loads as it starts, rather than when something is asked of it. */
function packagesAtStart({ dependencies = [] }: { dependencies?: Dependency[] }): string[] {
  return dependencies.filter(({ isDynamic, code }) => !isDynamic && code?.specifier?.startsWith("npm:"))
    .map(({ specifier }) => specifier);
}
