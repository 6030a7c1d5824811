/** What `deno task run` and `deno task sweep` do when the terminal or a scheduler ends them, and what they may do. */
import { join } from "node:path";
import process from "node:process";
import { checkout } from "../../lib/io/checkout.ts";
import { TRY_AGAIN } from "../../lib/io/interruptible.ts";
import { assert, assertEquals, assertStringIncludes } from "../assert.ts";
import { smallRun } from "../experiments/fixtures.ts";
import { tempDir } from "../io/temp_dir.ts";

const endless = { ...smallRun, training: { ...smallRun.training, steps: 1_000_000 } };

/** Starts a task in a process group of its own, as a shell does. */
function startTask(name: string, args: string[], cwd?: string) {
  return new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "--config", join(checkout, "deno.json"), name, ...args],
    cwd,
    detached: true,
    env: { NEARZERO_BACKEND: "cpu", NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** The files below a folder, without those of a finished checkpoint. */
async function filesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) names.push(...(await filesIn(join(folder, name))).map((file) => join(name, file)));
    else names.push(name);
  }
  return names.sort();
}

/** Waits until a file below a folder matches. */
async function until(folder: string, pattern: RegExp): Promise<void> {
  for (let i = 0; i < 1200; i++) {
    const names = await filesIn(folder).catch(() => []);
    if (names.some((name) => pattern.test(name))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no file ${pattern}`);
}

const cases: [task: "run" | "sweep", signals: Deno.Signal[], group: boolean][] = [
  ["run", ["SIGINT", "SIGINT", "SIGINT"], true],
  ["run", ["SIGHUP", "SIGHUP"], true],
  ["run", ["SIGTERM"], false],
  ["sweep", ["SIGINT", "SIGINT"], true],
  ["sweep", ["SIGHUP", "SIGINT", "SIGTERM"], true],
  ["sweep", ["SIGINT"], false],
];

for (const [task, signals, group] of cases) {
  Deno.test({
    name: `deno task ${task} ends by ${signals.join(", ")}${group ? " to its group" : ""} with 75 and a checkpoint`,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      await using dir = await tempDir();
      const store = dir.file('a store, 100 % of "José" #1');
      const content = task === "run" ? endless : { name: "small", base: endless, seeds: [1, 2] };
      await Deno.writeTextFile(dir.file("config.json"), JSON.stringify(content));
      const args = [...task === "run" ? [] : ["run"], dir.file("config.json"), "--store", store];
      const child = startTask(task, args), output = child.output();
      await until(store, /metrics\.jsonl$/);
      for (const signal of signals) {
        process.kill(group ? -child.pid : child.pid, signal);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const { code, stderr } = await output, files = await filesIn(store);
      const err = new TextDecoder().decode(stderr);
      assertEquals(code, TRY_AGAIN, err);
      assertEquals(err.split("the same command goes on from there").length, 2, err);
      assert(files.some((name) => /checkpoint\/step-\d+\.json$/.test(name)), files.join("\n"));
      assertEquals(files.filter((name) => /lease|\.~/.test(name)), []);
    },
  });
}
