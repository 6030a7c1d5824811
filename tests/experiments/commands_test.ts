/** The commands `deno task run` and `deno task sweep`, in processes of their own. */
import { join } from "node:path";
import { checkout } from "../../lib/io/checkout.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { namesIn, tempDir } from "../io/temp_dir.ts";
import { smallRun } from "./fixtures.ts";

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function command(name: "run" | "sweep", ...args: string[]): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", join(checkout, "lib", "tasks", `${name}.ts`), ...args],
    env: { NEARZERO_BACKEND: "wasm", NO_COLOR: "1" },
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out, err };
}

/** Writes JSON into a folder; returns the file's path. */
async function written(path: string, content: unknown): Promise<string> {
  await Deno.writeTextFile(path, JSON.stringify(content));
  return path;
}

Deno.test("run --dry prints the configuration, identity, parameters and memory, and trains nothing", async () => {
  await using dir = await tempDir();
  const config = await written(dir.file("run.json"), smallRun);
  const { code, out } = await command("run", config, "--dry", "--seed", "7", "--store", dir.file("store"));
  assertEquals(code, 0);
  assertMatch(out, /"seed": 7/);
  assertStringIncludes(out, "checked      data, network, sampler and metrics go together");
  assertMatch(out, /^run {10}[0-9a-f]{16}\nnetwork {6}[0-9a-f]{16}\nparameters {3}210\nmemory {7}/m);
  assert(!await Deno.stat(dir.file("store")).then(() => true, () => false));
});

Deno.test("run --dry says what would fail after the training, with the code that says so; run ends before its first step", async () => {
  await using dir = await tempDir();
  const store = ["--store", dir.file("store")];
  const config = await written(dir.file("run.json"), {
    ...smallRun,
    metrics: ["sliced-wasserstein"],
    sampler: { count: 10 },
  });
  const dry = await command("run", config, "--dry", ...store);
  assertEquals(dry.code, 42);
  const why = "RangeError: Cannot measure sliced-wasserstein: it takes at least 20 samples, sampler.count is 10";
  assertStringIncludes(dry.err, `This run would fail: ${why}`);
  assert(!await Deno.stat(dir.file("store")).then(() => true, () => false));
  const run = await command("run", config, ...store);
  assertEquals(run.code, 42);
  assertStringIncludes(run.err, why);
  assert(!run.err.includes("step "));
});

Deno.test("run and sweep emit say in one line why they cannot, and write nothing", async () => {
  await using dir = await tempDir();
  const network = { kind: "unet", shape: [8, 8, 1], base: 8, multipliers: [1, 2], groups: 4 };
  const good = {
    data: { kind: "pictures", name: "procedural", size: 8, limit: 8 },
    training: { network, steps: 2, batch: 4 },
  };
  const blocks = { ...good, training: { ...good.training, network: { ...network, skips: "blocks" } } };
  const missing = { ...good, data: { kind: "pictures", name: "./nowhere", size: 8 } };
  await Deno.mkdir(dir.file("full"));
  await written(dir.file("full/mine"), {});
  const before = [...await namesIn(dir.path), "run.json", "store", "sweep.json"].sort();
  for (
    const [config, to, why, ...commands] of [
      [blocks, "new", /^Cannot emit for accelerate: UNet2DModel takes a skip from every step down, got .*\n$/, "sweep"],
      [missing, "new", /^Cannot .*nowhere.*\n$/, "run"],
      [good, "full", /^Cannot emit to .*full: it holds mine; name an empty folder\n$/, "run", "sweep"],
    ] as const
  ) {
    const run = await written(dir.file("run.json"), config);
    const sweep = await written(dir.file("sweep.json"), { name: "small", base: config });
    const store = ["--store", dir.file("store")], folder = dir.file(to);
    const emits = {
      run: () => command("run", run, ...store, "--emit", "accelerate", folder),
      sweep: () => command("sweep", "emit", sweep, ...store, "--for", "accelerate", "--to", folder),
    };
    for (const by of commands) {
      const { code, err } = await emits[by]();
      assertEquals(code, 1);
      assertMatch(err, why);
    }
    assertEquals(await namesIn(dir.path), before);
    assertEquals(await namesIn(dir.file("full")), ["mine"]);
  }
});

Deno.test("run names an unknown key with the nearest, and a file that is not JSON with the byte", async () => {
  await using dir = await tempDir();
  const wrong = { ...smallRun, training: { ...smallRun.training, treatmint: {} } };
  const { code, err } = await command("run", await written(dir.file("run.json"), wrong));
  assertEquals(code, 1);
  assertMatch(
    err,
    /^Cannot read the run .*run\.json: no key "treatmint" in training, .*\(did you mean "treatment"\?\)\n$/,
  );
  await Deno.writeTextFile(dir.file("run.json"), "{");
  assertMatch((await command("run", dir.file("run.json"))).err, /it is not JSON .* at byte 1\n$/);
});

Deno.test("run by two processes at once trains once; both say the same", async () => {
  await using dir = await tempDir();
  const config = await written(dir.file("run.json"), { ...smallRun, training: { ...smallRun.training, steps: 200 } });
  const [a, b] = await Promise.all([1, 2].map(() => command("run", config, "--store", dir.file("store"))));
  assertEquals([a.code, b.code], [0, 0]);
  assertEquals([a, b].filter(({ err }) => err.includes(" 200/200")).length, 1);
  const scores = (text: string) => text.split("\n").filter((line) => line.startsWith("energy distance"));
  assertEquals(scores(a.out), scores(b.out));
  const again = await command("run", config, "--store", dir.file("store"));
  assertStringIncludes(again.out, "found finished");
});

Deno.test("sweep plans, runs, tells and collects; what fails is told with its last lines", async () => {
  await using dir = await tempDir();
  const store = ["--store", dir.file("store")];
  const sweep = await written(dir.file("sweep.json"), {
    name: "small",
    base: smallRun,
    axes: [{
      name: "metric kind",
      values: [
        { label: "possible", set: { metrics: ["energy"] } },
        { label: "impossible", set: { metrics: ["fcd"] } },
      ],
    }],
    seeds: [1, 2],
  });
  assertStringIncludes(
    (await command("sweep", "plan", sweep, ...store)).out,
    "4 runs in 2 tasks: 2 × metric kind, 2 seeds",
  );
  const run = await command("sweep", "run", sweep, ...store);
  assertEquals(run.code, 1);
  assertStringIncludes(run.out, "2 done, 0 running, 2 failed, 0 remaining");
  const status = await command("sweep", "status", sweep, ...store);
  assertStringIncludes(status.out, "impossible, seed 2: RangeError: Cannot measure fcd: it is for pictures");
  assertMatch(status.out, /^ {4}[0-9a-f]{16} failed: RangeError: Cannot measure fcd/m);
  const retry = await command("sweep", "retry", sweep, ...store);
  assertStringIncludes(retry.out, "Nothing to run.");
  const collect = await command("sweep", "collect", sweep, ...store, "--to", dir.file("out"));
  assertStringIncludes(collect.out, "2 of 4 runs in ");
  assertEquals((await Deno.readTextFile(dir.file("out/small.csv"))).trimEnd().split("\n").length, 3);
  const emitted = await command("sweep", "emit", sweep, ...store, "--for", "k8s", "--image", "kit", "--claim", "store");
  assertEquals(JSON.parse(await Deno.readTextFile(emitted.out.trim())).kind, "Job");
});

Deno.test("sweep names an unknown command, and a store of another version", async () => {
  await using dir = await tempDir();
  const sweep = await written(dir.file("sweep.json"), { name: "small", base: smallRun });
  assertStringIncludes((await command("sweep", "colect", sweep)).err, 'did you mean "collect"?');
  await written(dir.file("store.json"), { layout: 2 });
  const { code, err } = await command("sweep", "status", sweep, "--store", dir.path);
  assertEquals(code, 1);
  assertStringIncludes(err, "it has layout 2, this kit reads 1; name another by --store or NEARZERO_STORE");
});
