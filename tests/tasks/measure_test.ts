/** `deno task measure`, in processes of their own. */
import { join } from "node:path";
import { writeDiffusers } from "../../lib/pretrained/diffusers/write.ts";
import { checkout } from "../../lib/io/checkout.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { namesIn, tempDir } from "../io/temp_dir.ts";
import { numbers } from "../pretrained/numbers.ts";
import { someTrained } from "../pretrained/some_network.ts";

/** The process of a task. */
const processOf = (task: string, args: readonly string[]) =>
  new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", join(checkout, "lib", "tasks", `${task}.ts`), ...args],
    env: { NEARZERO_BACKEND: "wasm", NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });

async function command(task: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await processOf(task, args).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out, err };
}

const TOPICS = ["t_eps, last step", "times near 0", "what to tell", "share or not", "schedule"];

/** What the command has printed: every topic, for what it holds, what ignoring it costs and what it says nothing of. */
function checkLines(out: string, subject: RegExp, walks: string): void {
  const found = TOPICS.map((topic) => out.indexOf(`\n${topic}: `) >= 0 || out.startsWith(`${topic}: `));
  assertEquals(found, TOPICS.map(() => true), out);
  assertEquals(out.match(/ignoring it costs a factor [\d.e+-]+ \[[\d.e+-]+, [\d.e+-]+\] on the /g)?.length, 5, out);
  assertEquals(out.match(/^ {2}(?:heed it|not distinguishable): /gm)?.length, 5, out);
  assertEquals(out.match(/^ {2}says nothing of /gm)?.length, 5, out);
  const holds = out.match(/^ {2}holds for .*$/gm)!;
  assertEquals(holds.length, 5);
  for (const line of holds) assertMatch(line, subject);
  assertEquals(holds.filter((line) => line.includes(walks)).length, 3, holds.join("\n"));
}

/** The files of a figure, and the text. */
async function checkFiles(folder: string, name: string): Promise<void> {
  const names = await namesIn(folder);
  for (const ending of ["txt", "svg", "pdf", "png", "json"]) assert(names.includes(`${name}.${ending}`), names.join());
}

/** Pictures of 8 × 8 in the format of MNIST. */
async function pictures(path: string, count: number): Promise<string> {
  const header = [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 8, 0, 0, 0, 8];
  const pixels = numbers("pixels", 64 * count).map((value) => Math.max(0, Math.min(255, 128 + 60 * value)));
  await Deno.writeFile(path, Uint8Array.from([...header, ...pixels]));
  return path;
}

/** A network as small as they come: advice asks it two thousand times. */
const smallest = { shape: [4, 4, 1] as const, base: 4, multipliers: [1], groups: 2, attention: [] };

const few = ["--advise", "--points", "16", "--evaluations", "3"];

Deno.test("measure --advise advises on a law, for the sampler, budget and schedule that it is told", async () => {
  await using dir = await tempDir();
  const law = `{"kind": "mixture", "means": [[-1, 0], [1, 0.5]], "variance": 0.05}`, out = dir.file("out");
  const walks = ["--sampler", "DPM-Solver++ 2M", "--schedule", "cosine", "--out", out];
  const text = await command("measure", ...few, "--law", law, ...walks);
  assertEquals(text.code, 0, text.err);
  checkLines(text.out, /mixture, cosine schedule/, "DPM-Solver++ 2M, 3 evaluations");
  await checkFiles(out, "advise_mixture");
  await Deno.writeTextFile(dir.file("law.json"), law);
  const file = await command("measure", ...few, "--law", dir.file("law.json"), ...walks);
  assertEquals(file.out, text.out);
});

Deno.test("measure --advise advises on the law of a set of pictures", async () => {
  await using dir = await tempDir();
  const data = await pictures(dir.file("some-images-idx3-ubyte"), 30), out = dir.file("out");
  const { code, out: said, err } = await command("measure", ...few, "--data", data, "--out", out);
  assertEquals(code, 0, err);
  checkLines(said, /some-images.*linear schedule/, "DDIM, 3 evaluations");
  assertEquals((await namesIn(out)).filter((name) => /^advise_.*\.png$/.test(name)).length, 1);
});

Deno.test("measure, stopped by a signal, says how to go on, and goes on to the same numbers", async () => {
  await using dir = await tempDir();
  const folder = dir.file("model"), data = await pictures(dir.file("some-images-idx3-ubyte"), 30);
  await writeDiffusers(folder, someTrained(), "test");
  const asked = (out: string) => [folder, "--data", data, "--times", "21", "--points", "64", "--out", dir.file(out)];
  const child = processOf("measure", asked("stopped")).spawn(), out = new Response(child.stdout).text();
  let err = "";
  for await (const bytes of child.stderr) {
    const told = err.includes("measuring: ");
    err += new TextDecoder().decode(bytes);
    // It arrives twice, as from a terminal and from what started the program.
    if (!told && err.includes("measuring: ")) [child.kill("SIGINT"), child.kill("SIGINT")];
  }
  assertEquals([(await child.status).code, await out], [75, ""], err);
  assertStringIncludes(err, "Interrupted by SIGINT: keeping what was done; the same command goes on from there");
  const resumed = await command("measure", ...asked("stopped")), whole = await command("measure", ...asked("whole"));
  assertEquals([resumed.code, whole.code], [0, 0], resumed.err);
  // All but the folder, which is told last.
  assertEquals(resumed.out.split("\n").slice(0, -2), whole.out.split("\n").slice(0, -2));
});

Deno.test("measure --advise advises on an opened network, after it is measured", async () => {
  await using dir = await tempDir();
  const folder = dir.file("model"), out = dir.file("out");
  await writeDiffusers(folder, someTrained(smallest), "test");
  const data = await pictures(dir.file("some-images-idx3-ubyte"), 30);
  const { code, out: said, err } = await command(
    "measure",
    folder,
    "--data",
    data,
    "--times",
    "3",
    ...few,
    "--out",
    out,
  );
  assertEquals(code, 0, err);
  checkLines(said, /model on some-images/, "DDIM, 3 evaluations");
  assertStringIncludes(said, "as it stands");
  await checkFiles(out, "advise_model");
});

Deno.test("measure --advise advises on a run of the store", async () => {
  await using dir = await tempDir();
  const store = dir.file("store"), config = dir.file("run.json"), out = dir.file("out");
  await Deno.writeTextFile(
    config,
    JSON.stringify({
      data: { kind: "pictures", name: "procedural", size: 4, channels: 1, limit: 40 },
      training: { network: { kind: "unet", ...smallest }, treatment: { kind: "e-tsdm" }, steps: 4, batch: 4, seed: 0 },
      sampler: { name: "DDIM", evaluations: 3, count: 8 },
      metrics: [],
    }),
  );
  const run = await command("run", config, "--store", store);
  assertEquals(run.code, 0, run.err);
  const [id] = run.out.match(/\b[0-9a-f]{16}\b/)!;
  const told = await command(
    "measure",
    id,
    "--store",
    store,
    "--data",
    "procedural",
    "--times",
    "3",
    ...few,
    "--out",
    out,
  );
  assertEquals(told.code, 0, told.err);
  checkLines(told.out, new RegExp(`run_${id} on `), "DDIM, 3 evaluations");
  await checkFiles(out, `advise_run_${id}`);
});

Deno.test("measure --advise says in one line what it cannot advise on, and writes nothing", async () => {
  await using dir = await tempDir();
  const law = ["--law", `{"kind": "mixture", "means": [[0]], "variance": 1}`], out = dir.file("out");
  const cases: [string[], string][] = [
    [[], "Cannot advise: the subject has neither a law nor data; give a MODEL, --data DIR or --law LAW"],
    [[...law, "--data", "procedural"], "Cannot advise: a law and data are two subjects"],
    [["--law", "{"], "Cannot read --law: it is not JSON"],
    [["--law", `{"kind": "shape", "name": "moons"}`], 'no kind with a known law "shape"'],
    [["--law", `{"kind": "mixture"}`], "Cannot advise on a law: means is missing"],
    [["--data", dir.file("nothing.zip")], "nothing.zip"],
    [[...law, "--evaluations", "0"], "Cannot measure: --evaluations must be"],
    [[...law, "--sampler", "DIM"], 'no sampler "DIM"'],
    [[...law, "--schedule", "lineal"], "lineal"],
    [["ddpm-cifar10-32", "--schedule", "cosine"], "Cannot advise: a network has noise levels of its own"],
    [["ddpm-cifar10-32", ...law], "Cannot measure ddpm-cifar10-32: --law goes without a MODEL"],
  ];
  for (const [args, message] of cases) {
    const { code, out: said, err } = await command("measure", "--advise", "--out", out, ...args);
    assertEquals([code, said, err.trim().split("\n").length], [1, "", 1], `${args.join(" ")}: ${err}`);
    assertStringIncludes(err, message);
  }
  assertEquals(await namesIn(dir.path), []);
});
