import { join } from "node:path";
import { readSweep } from "../../lib/experiments/sweeps/sweep_config.ts";
import { runConfig } from "../../lib/experiments/config/run_config.ts";
import { checkout } from "../../lib/io/checkout.ts";
import { schemaFolder, schemas } from "../../lib/tasks/schema.ts";
import { assert, assertEquals } from "../assert.ts";

Deno.test("the committed schemas are those of the configurations: deno task schema writes them anew", async () => {
  for (const [name, text] of schemas()) {
    assertEquals(JSON.parse(await Deno.readTextFile(join(schemaFolder, name))), JSON.parse(text), name);
  }
});

Deno.test("schemas() name keys and choices, and ask for nothing that has a default", () => {
  const run = JSON.parse(schemas().get("run.schema.json")!);
  assert(run.properties.sampler.properties.name.enum.includes("DDIM"));
  assert(!(run.required ?? []).includes("sampler"));
  assert("$schema" in run.properties);
});

Deno.test("a configuration may name its schema", async () => {
  const base = JSON.parse(await Deno.readTextFile(join(schemaFolder, "toy", "base.json")));
  assertEquals(runConfig({ $schema: "../run.schema.json", ...base }), runConfig(base));
  const path = await Deno.makeTempFile({ suffix: ".json" });
  await Deno.writeTextFile(path, JSON.stringify({ $schema: "x", name: "one", base, seeds: [0] }));
  assertEquals((await readSweep(path)).name, "one");
  await Deno.remove(path);
});

Deno.test("VS Code is told the schema of every committed configuration, and one alone", async () => {
  const settings = JSON.parse(await Deno.readTextFile(join(checkout, ".vscode", "settings.json")));
  const told: { fileMatch: string[]; url: string }[] = settings["json.schemas"];
  const fits = (glob: string, path: string) =>
    new RegExp(`^${glob.replaceAll(".", "\\.").replaceAll("*", "[^/]*")}$`).test(path);
  for await (const { name: folder, isDirectory } of Deno.readDir(schemaFolder)) {
    if (!isDirectory) continue;
    for await (const { name } of Deno.readDir(join(schemaFolder, folder))) {
      const config = JSON.parse(await Deno.readTextFile(join(schemaFolder, folder, name)));
      const path = `/notebooks/configs/${folder}/${name}`;
      const found = told.filter(({ fileMatch }) =>
        fileMatch.some((glob) => fits(glob, path)) &&
        !fileMatch.some((glob) => glob.startsWith("!") && fits(glob.slice(1), path))
      );
      assertEquals(found.map(({ url }) => url), [
        `./notebooks/configs/${"base" in config ? "sweep" : "run"}.schema.json`,
      ], path);
    }
  }
});
