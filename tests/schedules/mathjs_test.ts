import { join } from "node:path";
import { checkout } from "../../lib/io/checkout.ts";
import { loadMathjs, makeMathjs, mathjs } from "../../lib/schedules/mathjs.ts";
import { assert, assertEquals } from "../assert.ts";

Deno.test("mathjs() is one instance with 96 digits, makeMathjs() others", () => {
  assert(mathjs() === mathjs());
  assertEquals(mathjs().evaluate("1/3").toString(), `0.${"3".repeat(96)}`);
  assertEquals(makeMathjs(20).evaluate("1/3").toString(), `0.${"3".repeat(20)}`);
});

Deno.test("loadMathjs() may be awaited ahead", async () => {
  await loadMathjs();
  assertEquals(mathjs().evaluate("2 + 2").toNumber(), 4);
});

Deno.test("the exact side imports no package before a formula is read", async () => {
  const folders = ["numerics", "schedules", "conditioning", "oracle", "lipschitz", "samplers"];
  for (const folder of folders) {
    const args = ["info", "--json", join(checkout, "lib", folder, "mod.ts")];
    const { stdout } = await new Deno.Command(Deno.execPath(), { args, stderr: "null" }).output();
    const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as { modules: Module[] };
    assert(modules.length > 0, folder);
    const imported = modules.flatMap(({ dependencies = [] }) => dependencies.filter(needsPackage));
    assertEquals(imported.map(({ specifier }) => specifier), [], folder);
  }
});

interface Module {
  readonly dependencies?: readonly Dependency[];
}

/** An import; without code it is of types alone. */
interface Dependency {
  readonly specifier: string;
  readonly code?: unknown;
  readonly isDynamic?: boolean;
}

function needsPackage({ specifier, code, isDynamic = false }: Dependency): boolean {
  return code !== undefined && !isDynamic && !/^(\.|node:|file:)/.test(specifier);
}
