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
    assertEquals(await packagesAtStart(`lib/${topic}/mod.ts`), [], topic);
  }
});

Deno.test("the face of all starts no package from npm", async () => {
  // Tensors, checks of JSON, mathjs, sharp, a browser, Plotly, archives: each is loaded when something is asked of it.
  assertEquals(await packagesAtStart("lib/mod.ts"), []);
});

/** What a package leaves behind as it starts, and what makes the kit start it. */
const WITNESSES = {
  "@tensorflow/tfjs": { left: "_tfengine", by: "kit.tf.scalar(1)" },
  "zod": { left: "__zod_globalRegistry", by: "kit.makeTreatment({ kind: 'ddpm' }, kit.schedulePath(kit.linear()))" },
};

Deno.test("a package that the face of all defers has not run before something is asked of it, and runs then", async () => {
  for (const [name, { left, by }] of Object.entries(WITNESSES)) {
    const has = `console.log(${JSON.stringify(left)} in globalThis)`;
    const code = `import * as kit from "nearzero"; ${has}; ${by}; ${has};`;
    const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", "--no-check", code], cwd: checkout })
      .output();
    assertEquals(new TextDecoder().decode(stdout).trim(), "false\ntrue", name);
  }
});

/** What `deno info` says of a module. */
interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly specifier: string;
    readonly isDynamic?: boolean;
    readonly code?: { readonly specifier?: string };
  }[];
}

/** The packages that a module loads as it starts, itself or by what it imports, rather than when something is asked of it. */
async function packagesAtStart(path: string): Promise<string[]> {
  const args = ["info", "--json", path];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, cwd: checkout, stderr: "null" }).output();
  const { modules, roots: [root] } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: Module[];
    roots: string[];
  };
  const byName = new Map(modules.map((module) => [module.specifier, module]));
  const packages = new Set<string>(), seen = new Set([root]);
  for (const name of seen) {
    const text = name.startsWith("file:") ? await Deno.readTextFile(new URL(name)) : "";
    for (const { specifier, isDynamic, code } of byName.get(name)?.dependencies ?? []) {
      const isDeferred = new RegExp(`^import defer .* from "${RegExp.escape(specifier)}";$`, "m").test(text);
      if (isDynamic || isDeferred || code?.specifier === undefined) continue;
      if (code.specifier.startsWith("npm:")) packages.add(specifier);
      else seen.add(code.specifier);
    }
  }
  return [...packages].sort();
}
