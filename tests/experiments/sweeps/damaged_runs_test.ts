/** One damaged file of one run: what becomes of the others, and of it. */
import { join } from "node:path";
import { collectSweep } from "../../../lib/experiments/results/sweep_table.ts";
import { executeTask } from "../../../lib/experiments/runs/execute_task.ts";
import { Store } from "../../../lib/experiments/store/store.ts";
import { SweepProgress } from "../../../lib/experiments/sweeps/sweep_progress.ts";
import { planSweep } from "../../../lib/experiments/sweeps/sweep_plan.ts";
import { pendingTasks, sweepStatus } from "../../../lib/experiments/sweeps/sweep_status.ts";
import { readTask, writeTaskList } from "../../../lib/experiments/sweeps/task_list.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { namesIn, tempDir } from "../../io/temp_dir.ts";
import { fakeExecutor } from "../fake_executor.ts";
import { smallSweep } from "../fixtures.ts";

const plan = await planSweep(smallSweep({ seeds: [1, 2], compare: undefined })), [victim] = plan.runs;

const damages: [file: string, damage: (text: string) => string | undefined][] = [
  ["scores.json", () => ""],
  ["scores.json", () => "{"],
  ["scores.json", () => "null"],
  ["scores.json", () => "\0".repeat(100)],
  ["scores.json", (text) => text.replace(/\d(?=,)/, (digit) => String((Number(digit) + 1) % 10))],
  ["scores.json", (text) => text.slice(0, text.length / 2)],
  ["provenance.json", () => '{"seconds": "many"}'],
  ["provenance.json", () => undefined],
  ["config.json", () => "["],
  ["failure.json", () => ""],
  ["failure.json", () => '{"name":{"toString":null}}'],
];

for (const [file, damage] of damages) {
  Deno.test(`a sweep goes on where ${file} of one run is damaged: ${damage}`, async () => {
    await using dir = await tempDir();
    const store = await Store.open(dir.path);
    for (const task of plan.tasks) await executeTask(store, task, fakeExecutor());
    const whole = await collectSweep(store, plan), path = join(store.runFolder(victim.id), file);
    // What failed has no scores.
    if (file === "failure.json") await Deno.remove(join(store.runFolder(victim.id), "scores.json"));
    const content = damage(await Deno.readTextFile(path).catch(() => ""));
    if (content === undefined) await Deno.remove(path);
    else await Deno.writeTextFile(path, content);

    const status = await sweepStatus(store, plan);
    assertEquals(status.counts, { done: 3, running: 0, failed: 1, remaining: 0 });
    const { run, failure } = status.runs.find(({ state }) => state === "failed")!;
    assertEquals([run.id, failure!.retry, failure!.message.includes(path)], [victim.id, true, true]);
    const told: string[] = [], table = await collectSweep(store, plan, (message) => void told.push(message));
    assertEquals(table.rows, whole.rows.filter(({ id }) => id !== victim.id));
    assertEquals(told.length, file === "failure.json" ? 0 : 1);
    assert(told.every((message) => message.includes(path)));

    const progress = await SweepProgress.of(store, plan, 1), tasks = pendingTasks(plan, status, "failed");
    assertEquals(tasks, [plan.tasks.findIndex((runs) => runs.includes(victim))]);
    progress.begin(tasks[0]);
    assertEquals(progress.counts, { done: 3, running: 1, failed: 0, remaining: 0 });
    await executeTask(store, plan.tasks[tasks[0]], fakeExecutor());
    await progress.end(tasks[0]);
    assertEquals(progress.counts, { done: 4, running: 0, failed: 0, remaining: 0 });
    assertEquals((await collectSweep(store, plan)).rows, whole.rows);
  });
}

Deno.test("executeTask() removes what killed processes have left half-written", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path), folders = [store.networkFolder(victim.network), store.runFolder(victim.id)];
  for (const folder of folders) {
    await Deno.mkdir(folder, { recursive: true });
    for (const name of [".~config.json.12345678", ".~scores.json.abc"]) {
      await Deno.writeTextFile(join(folder, name), "");
    }
  }
  await executeTask(store, [victim], fakeExecutor());
  for (const folder of folders) {
    assertEquals((await namesIn(folder)).filter((name) => /^\.~|lease/.test(name)), []);
  }
});

Deno.test("readTask() looks at its own task alone, and takes no identity that leads elsewhere", async () => {
  await using dir = await tempDir();
  const path = await writeTaskList(await Store.open(dir.path), plan), list = JSON.parse(await Deno.readTextFile(path));
  list.tasks[0][0].id = "../../x";
  list.tasks[1] = null;
  await Deno.writeTextFile(path, JSON.stringify(list));
  await assertRejects(() => readTask(path, 0), RangeError, "an identity must be 16 hexadecimal digits");
  await assertRejects(() => readTask(path, 1), TypeError, "must be an array");
  assertEquals((await readTask(path, 2))[0].id, plan.tasks[2][0].id);
});
