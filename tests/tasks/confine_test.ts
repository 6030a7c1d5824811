/** What `deno task run` and `deno task sweep` do when the terminal or a scheduler ends them, and what they may do. */
import { join } from "node:path";
import process from "node:process";
import { procedural } from "../../lib/datasets/procedural.ts";
import { writePictures } from "../../lib/datasets/write_pictures.ts";
import { taskPermissions } from "../../lib/experiments/runs/task_permissions.ts";
import { checkout } from "../../lib/io/checkout.ts";
import { TRY_AGAIN } from "../../lib/io/process/interruptible.ts";
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
  for (const deadline = Date.now() + 300_000; Date.now() < deadline;) {
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
      for (const [i, signal] of signals.entries()) {
        try {
          process.kill(group ? -child.pid : child.pid, signal);
        } catch (error) {
          // After the first, a process may have ended already.
          if (i === 0 || (error as { code?: string }).code !== "ESRCH") throw error;
        }
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

/** What a process with the permissions of a store's tasks says of a script. */
async function confined(store: string, script: string): Promise<string> {
  await using dir = await tempDir();
  await Deno.writeTextFile(dir.file("script.ts"), script);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--quiet", ...taskPermissions(store), dir.file("script.ts")],
    env: { NO_COLOR: "1" },
  }).output();
  return new TextDecoder().decode(stdout).trim() || new TextDecoder().decode(stderr);
}

Deno.test("taskPermissions() lets a task write in its store alone, start git alone and reach nobody", async () => {
  await using dir = await tempDir();
  for (const name of ["store", 'of "José" 5% #1 \n b', "a'b;c&d"]) {
    const store = dir.file(name), inside = join(store, "a", "b.json"), outside = dir.file("outside.json");
    const tries: [script: string, allowed: boolean][] = [
      [`Deno.mkdirSync(${JSON.stringify(join(store, "a"))}, { recursive: true })`, true],
      [`Deno.writeTextFileSync(${JSON.stringify(inside)}, "")`, true],
      [`Deno.writeTextFileSync(${JSON.stringify(outside)}, "")`, false],
      [`Deno.writeTextFileSync(${JSON.stringify(join(store, "..", "outside.json"))}, "")`, false],
      [`Deno.symlinkSync("/", ${JSON.stringify(join(store, "link"))})`, false],
      [`new Deno.Command("git", { args: ["--version"] }).outputSync()`, true],
      [`new Deno.Command("sh", { args: ["-c", "true"] }).outputSync()`, false],
      [`new Deno.Command(Deno.execPath(), { args: ["--version"] }).outputSync()`, false],
      [`Deno.listen({ port: 0 })`, false],
      [`await Deno.connect({ port: 9 })`, false],
      [`Deno.dlopen("/usr/lib/x86_64-linux-gnu/libc.so.6", {})`, false],
    ];
    const body = tries.map(([script]) => `await (async () => { ${script}; })().then(() => true, (e) => e.name)`);
    const said = JSON.parse(await confined(store, `console.log(JSON.stringify([${body.join(", ")}]));`));
    for (const [i, [script, allowed]] of tries.entries()) {
      assertEquals([script, said[i]], [script, allowed || "NotCapable"]);
    }
  }
  // A comma cannot be written in a list of paths.
  assert(taskPermissions("/a,b").includes("--allow-write"));
});

Deno.test("deno task run reads pictures and trains within its permissions", async () => {
  await using dir = await tempDir();
  await writePictures(dir.file("pictures"), procedural(16, 0, 8));
  const config = {
    data: { kind: "pictures", name: dir.file("pictures"), size: 8, channels: 1 },
    training: { network: { kind: "unet", shape: [8, 8, 1], base: 8, multipliers: [1] }, steps: 1, batch: 4 },
    sampler: { evaluations: 1, count: 16 },
    metrics: ["energy"],
  };
  await Deno.writeTextFile(dir.file("run.json"), JSON.stringify(config));
  const { code, stdout, stderr } = await startTask("run", [dir.file("run.json"), "--store", dir.file("store")])
    .output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  assertStringIncludes(new TextDecoder().decode(stdout), "energy distance");
});
