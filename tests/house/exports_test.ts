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

Deno.test("the face of all is that of the topics together, and no name stands in two", async () => {
  const all = Object.keys(await import("../../lib/mod.ts")), names: string[] = [];
  for (const path of Object.values(exports) as string[]) {
    if (path !== "./lib/mod.ts") names.push(...Object.keys(await import(`../../${path.slice(2)}`)));
  }
  assertEquals(names.filter((name, i) => names.indexOf(name) < i), []);
  assertEquals(all.filter((name) => !names.includes(name)), []);
  assertEquals(names.filter((name) => !all.includes(name)), []);
});
