import { join } from "node:path";
import { checkout } from "../../lib/io/checkout.ts";
import { jupyterPackages } from "../../lib/jupyter/jupyter.ts";
import { assert, assertEquals } from "../assert.ts";

const read = (path: string) => Deno.readTextFile(join(checkout, path));
const words = (text: string) => text.split(/\s+/).filter((word) => word !== "");

/** What starts the kit elsewhere, and what must be run by name. */
const SCRIPTS = [".devcontainer/setup.sh", "binder/postBuild"];

Deno.test("the scripts of containers are bash that can be read, may be run, and call tasks and files that exist", async () => {
  const { tasks } = JSON.parse(await read("deno.json"));
  for (const path of SCRIPTS) {
    const script = await read(path), { mode } = await Deno.stat(join(checkout, path));
    assert(script.startsWith("#!/usr/bin/env bash\n") && script.includes("set -euo pipefail"), path);
    if (Deno.build.os !== "windows") assert((mode! & 0o111) !== 0, `${path} may not be run`);
    const called = [...script.matchAll(/^deno task (\w+)/gm)].map(([, task]) => task);
    assert(called.includes("kernel"), `${path} writes no kernel`);
    for (const task of called) assert(task in tasks, `${path}: deno task ${task}`);
    for (const [, file] of script.matchAll(/^deno cache (\S+)/gm)) await Deno.stat(join(checkout, file));
    const { success } = await new Deno.Command("bash", { args: ["-n", join(checkout, path)] }).output();
    assert(success, path);
  }
  const { postCreateCommand } = JSON.parse(await read(".devcontainer/devcontainer.json"));
  assertEquals(postCreateCommand, `bash ${SCRIPTS[0]}`);
});

Deno.test("both containers install the same, and the Deno of the README, of the checks and of the pages", async () => {
  const setup = await read(SCRIPTS[0]);
  const [, packages] = setup.match(/apt-get install -y --no-install-recommends (.*)/)!;
  assertEquals(words(packages), words(await read("binder/apt.txt")));
  const [, python] = setup.match(/pip install --user (.*)/)!, required = words(await read("binder/requirements.txt"));
  assertEquals(words(python.replaceAll('"', "")), required);
  assertEquals(required.slice(1), jupyterPackages);
  const version = required.find((each) => each.startsWith("deno=="))!.slice("deno==".length);
  for (const path of ["README.md", ".ci/run", ".github/workflows/pages.yml"]) {
    const named = [...(await read(path)).matchAll(/deno(?:@|-version: v)(\d+\.\d+\.\d+)/g)].map(([, each]) => each);
    assertEquals(new Set(named), new Set([version]), path);
  }
});

Deno.test("a container has the extensions that the checkout recommends", async () => {
  const { customizations } = JSON.parse(await read(".devcontainer/devcontainer.json"));
  assertEquals(customizations.vscode.extensions, JSON.parse(await read(".vscode/extensions.json")).recommendations);
});
