import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkout } from "../../lib/io/checkout.ts";
import { misuse, named } from "../../lib/tasks/shared/command.ts";
import { assert, assertEquals, assertThrows } from "../assert.ts";

const { tasks } = JSON.parse(await Deno.readTextFile(join(checkout, "deno.json"))) as {
  tasks: Record<string, { command: string }>;
};

/** Runs a task as deno.json says, without checking its types. */
async function run(task: string, ...args: string[]): Promise<{ code: number; out: string; error: string }> {
  const [, , ...words] = tasks[task].command.split(" ");
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--quiet", ...words, ...args],
    cwd: checkout,
    env: { NO_COLOR: "1" },
    stdin: "null",
  });
  const { code, stdout, stderr } = await command.output(),
    text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), error: text(stderr) };
}

for (const task of Object.keys(tasks)) {
  Deno.test(`deno task ${task} --help explains it, with an example`, async () => {
    const { code, out, error } = await run(task, "--help");
    assertEquals([code, error], [0, ""]);
    assert(out.includes(`deno task ${task}`) && /Such as: +deno task/.test(out), out);
    for (const [file] of out.slice(out.indexOf("Such as:")).matchAll(/notebooks\/\S+/g)) {
      assert((await Deno.stat(join(checkout, file))).isFile, file);
    }
  });

  Deno.test(`deno task ${task} refuses an option that it has not, in one line`, async () => {
    const { code, out, error } = await run(task, "--bogus");
    assertEquals([code, out, error.trim().split("\n").length], [1, "", 1], error);
    assert(/^Cannot .*bogus/.test(error), error);
  });
}

Deno.test("misuse() names the nearest option, and what lacks a value", () => {
  const usage = "  --dry  train nothing\n  -p, --parameter NAME=VALUE  another\n  --seed N  a seed";
  const options = {
    dry: { type: "boolean" },
    seed: { type: "string" },
    parameter: { type: "string", short: "p" },
  } as const;
  const said = (...args: string[]): string | undefined => {
    try {
      parseArgs({ args, options });
      return undefined;
    } catch (error) {
      return misuse(error as Error, usage);
    }
  };
  assert(said("--dri")!.includes('did you mean "--dry"'), said("--dri"));
  assertEquals(said("-p"), "Cannot read the command: --parameter needs a value; --help says what it takes");
  assertEquals(said("--dry=3"), "Cannot read the command: --dry takes no value; --help says what it takes");
  assertEquals(said("x"), 'Cannot read the command: "x" is one word too many; --help says what it takes');
  assertEquals(misuse(new Error("other"), usage), undefined);
});

Deno.test("named() takes a beginning that one name has", () => {
  const known = ["02_curves", "02_samples", "03_doubts"];
  const of = (given: string) => named("run notebooks", "notebook", given, known);
  assertEquals([of("03"), of("02_c"), of("02_samples")], ["03_doubts", "02_curves", "02_samples"]);
  assertThrows(() => of("02"), RangeError, '"02" begins 2, 02_curves, 02_samples');
  assertThrows(() => of("04_doubts"), RangeError, 'Cannot run notebooks: no notebook "04_doubts"');
  assertThrows(() => of(""), RangeError);
});
