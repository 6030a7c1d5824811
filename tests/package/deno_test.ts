import { join } from "node:path";
import { checkout } from "../../lib/io/checkout.ts";
import { exactDerivative } from "../../lib/lipschitz/exact_derivative.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import { fromFormula } from "../../lib/schedules/from_formula.ts";
import { assert, assertEquals } from "../assert.ts";
import { testWithBrowser } from "../figures/with_browser.ts";
import { projectOf, published, runIn, servePublished } from "./published.ts";

const MEANS = Float64Array.of(-1, 0, 1, 0);

const MAIN = await Deno.readTextFile(join(checkout, "tests/package/main.ts"));

const program = (name: string) => MAIN.replaceAll('"nearzero', `"${name}`);

/** Runs a project's program: its number is ours to the bit, its figure its own where it draws one. */
async function checkProject(folder: string, draws: boolean, more: string[] = []): Promise<void> {
  const args = ["run", "-A", "--quiet", "--no-lock", ...more, "main.ts", ...draws ? ["draws"] : []];
  const { ok, out } = await runIn(folder, Deno.execPath(), args);
  assert(ok, out);
  const data = isotropicMixture({ dimension: 2, means: MEANS, variance: 0.04 });
  const { estimate } = exactDerivative(data, fromFormula("cos(pi t / 2)"), { time: 1e-6, samples: 64 });
  const [value, said] = out.trim().split("\n").slice(draws ? -2 : -1);
  assertEquals(Number(value), estimate.value);
  if (!draws) return;
  const figure = join(folder, "figures", "parabola");
  assertEquals(said, `Wrote ${figure}.svg, .pdf, .png, .tex and .json`);
  assert((await Deno.stat(`${figure}.pdf`)).size > 1000);
}

/** The names by which the program imports the kit, at an address. */
const importsAt = (base: string): Record<string, string> => ({
  nearzero: `${base}lib/mod.ts`,
  ...Object.fromEntries(
    ["lipschitz", "oracle", "schedules"].map((topic) => [`nearzero/${topic}`, `${base}lib/${topic}/mod.ts`]),
  ),
});

/** One of the modules that `deno info` tells of, as far as it can go wrong. */
interface Told {
  readonly error?: string;
  readonly dependencies?: readonly Partial<Record<"code" | "type", { readonly error?: string }>>[];
}

testWithBrowser("a project takes the kit by path: numbers, types, figures in its own folder", async () => {
  const imports = importsAt(`${checkout}/`);
  await using project = await projectOf({ "deno.json": JSON.stringify({ imports }), "main.ts": program("nearzero") });
  // The types are checked with those of the tests, the program's among them, and without what a page has. They hold in the
  // project, too: its options are Deno's own, to which the kit's add only what finds more, and all imports lead
  // somewhere, those of types as well.
  const { compilerOptions } = JSON.parse(await Deno.readTextFile(join(checkout, "deno.json")));
  const deno = { strict: true, noImplicitOverride: true, noUncheckedIndexedAccess: false };
  assertEquals(compilerOptions, { ...deno, noImplicitReturns: true, noFallthroughCasesInSwitch: true });
  const told = await runIn(project.folder, Deno.execPath(), ["info", "--json", "--quiet", "--no-lock", "main.ts"]);
  const { modules } = JSON.parse(told.out) as { modules: readonly Told[] };
  assert(modules.length > 400, `${modules.length} modules`);
  const nowhere = modules.flatMap(({ error, dependencies = [] }) => [
    error,
    ...dependencies.flatMap(({ code, type }) => [code?.error, type?.error]),
  ]);
  assertEquals(nowhere.filter((error) => error !== undefined), []);
  await checkProject(project.folder, true);
});

Deno.test("a project takes the kit by a link", async () => {
  const deno = { links: [checkout], imports: { "@nearzero/nearzero": "jsr:@nearzero/nearzero@^0.1.0" } };
  const main = program("@nearzero/nearzero");
  await using project = await projectOf({ "deno.json": JSON.stringify(deno), "main.ts": main });
  await checkProject(project.folder, false);
});

Deno.test("a workspace holds what is published beside a project", async () => {
  const files: Record<string, string> = {
    "deno.json": JSON.stringify({ workspace: ["kit", "app"] }),
    "app/deno.json": JSON.stringify({ name: "@me/app", version: "0.0.0", exports: "./main.ts" }),
    "app/main.ts": program("@nearzero/nearzero"),
  };
  for (const [path, bytes] of await published()) files[`kit/${path}`] = new TextDecoder().decode(bytes);
  await using project = await projectOf(files);
  await checkProject(join(project.folder, "app"), false);
});

testWithBrowser("a project takes the kit over a network, as a registry serves it", async () => {
  await using server = await servePublished();
  const identity = `const { kitIdentity } = await import("${server.base}lib/experiments/store/identity.ts");
    console.log(JSON.stringify(await kitIdentity()));`;
  const said = await runIn(checkout, Deno.execPath(), ["eval", "--no-lock", `--reload=${server.base}`, identity]);
  assert(said.ok && /^\{"version":"[\d.]+","lock":"[0-9a-f]{64}"\}$/.test(said.out.trim()), said.out);
  const imports = importsAt(server.base);
  await using project = await projectOf({ "deno.json": JSON.stringify({ imports }), "main.ts": program("nearzero") });
  await checkProject(project.folder, true, [`--reload=${server.base}`]);
});

Deno.test("what is published has all that it imports, and is small", async () => {
  const files = await published();
  for (const name of ["README.md", "LICENSE", "deno.json", "lib/mod.ts"]) assert(files.has(name), name);
  for (const [path, bytes] of files) {
    if (!path.endsWith(".ts")) continue;
    const text = new TextDecoder().decode(bytes);
    for (const [, target] of text.matchAll(/^(?:import|export)[^;]*? from "(\.[^"]+)"/gm)) {
      const found = join(path, "..", target);
      assert(files.has(found), `${path} imports ${found}, which is not published`);
    }
  }
  const size = files.values().reduce((sum, { length }) => sum + length, 0);
  assert(size < 2e6, `${size} bytes`);
  // Who publishes the checkout as it is sends no tests, figures or notebooks, and nothing less than this.
  const { publish: { include, exclude } } = JSON.parse(await Deno.readTextFile(join(checkout, "deno.json")));
  const covers = (paths: string[], file: string) => paths.some((path) => file.startsWith(path));
  assertEquals(
    [...files.keys(), "tests/assert.ts"].filter((file) =>
      file !== "deno.json" && (!covers(include, file) || covers(exclude, file))
    ),
    ["tests/assert.ts"],
  );
});

Deno.test("what is published tells who uses it what it is for", async () => {
  const files = await published(), text = (path: string) => new TextDecoder().decode(files.get(path));
  assert(text("lib/oracle/mod.ts").startsWith("/**\n"), "a topic says what it is");
  assert(text("lib/lipschitz/exact_derivative.ts").includes("@example"), "a function has its example");
  assert(![...files.keys()].some((path) => /^lib\/(?:tasks|studies|site|emit|jupyter)\//.test(path)), "and no tasks");
});
