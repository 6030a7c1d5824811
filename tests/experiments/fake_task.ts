/**
 * A task's process with the fake executor. NEARZERO_FAKE says what goes wrong: "fail SEED", "refuse SEED",
 * "kill SEED" (at its fifth step, once) or "wait" (there, once, until it is asked to stop); a file "once" in the network's
 * folder then says so.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runProcess } from "../../lib/experiments/runs/run_process.ts";
import { Store } from "../../lib/experiments/store/store.ts";
import { readTask } from "../../lib/experiments/sweeps/task_list.ts";
import { fakeExecutor } from "./fake_executor.ts";

const options = { store: { type: "string" }, tasks: { type: "string" }, task: { type: "string" } } as const;
const { values } = parseArgs({ args: Deno.args, options });
const [what, which] = (Deno.env.get("NEARZERO_FAKE") ?? "").split(" ");
const store = await Store.open(values.store!);
const runs = await readTask(values.tasks!, Number(values.task));
const concerned = runs.some(({ config }) => String(config.training.seed) === which);
const executor = fakeExecutor({
  async onStep(folder, step, signal) {
    const once = async () => {
      const marker = join(folder, "once"), first = !await Deno.stat(marker).then(() => true, () => false);
      if (first) await Deno.writeTextFile(marker, "");
      return first;
    };
    if (what === "wait" && step === 5 && await once()) {
      while (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    if (!concerned) return;
    if (what === "fail") throw new Error("the fake failed");
    if (what === "refuse") throw new RangeError("the fake is out of range");
    if (what === "kill" && step === 5 && await once()) Deno.kill(Deno.pid, "SIGKILL");
  },
});
Deno.exit(await runProcess(store, runs, executor, { say: console.log }));
