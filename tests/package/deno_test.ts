import { join } from "node:path";
import { checkout } from "../../lib/io/checkout.ts";
import { exactDerivative } from "../../lib/lipschitz/exact_derivative.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import { fromFormula } from "../../lib/schedules/from_formula.ts";
import { assert, assertEquals } from "../assert.ts";
import { testWithBrowser } from "../figures/with_browser.ts";
import { projectOf, published, runIn, servePublished } from "./published.ts";

const MEANS = Float64Array.of(-1, 0, 1, 0);

/** Where a project's program stands, as one that takes the kit by path. */
const BY_PATH = join(checkout, "tests/package/by_path");
const MAIN = await Deno.readTextFile(join(BY_PATH, "main.ts"));

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

testWithBrowser("a project takes the kit by path: numbers, types, figures in its own folder", async () => {
  // Its types where it stands, under a project's own options: Deno knows what it has checked by its address, and looks in
  // a folder that is always the same only at what has changed, where a new one would have all of the kit looked at anew.
  const config = join(BY_PATH, "project.json");
  const checked = await runIn(BY_PATH, Deno.execPath(), [
    "check",
    "--quiet",
    "--no-lock",
    "--config",
    config,
    "main.ts",
  ]);
  assert(checked.ok, checked.out);
  const { imports } = JSON.parse(await Deno.readTextFile(config)) as { imports: Record<string, string> };
  for (const [name, path] of Object.entries(imports)) imports[name] = join(BY_PATH, path);
  await using project = await projectOf({ "deno.json": JSON.stringify({ imports }), "main.ts": program("nearzero") });
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
  const imports = { nearzero: `${server.base}lib/mod.ts` } as Record<string, string>;
  for (const topic of ["lipschitz", "oracle", "schedules"]) {
    imports[`nearzero/${topic}`] = `${server.base}lib/${topic}/mod.ts`;
  }
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
