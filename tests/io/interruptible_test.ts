import { InterruptError, interruptible, TRY_AGAIN } from "../../lib/io/interruptible.ts";
import { listCheckpoints } from "../../lib/training/checkpoints/checkpoint_files.ts";
import { assert, assertEquals, assertRejects } from "../assert.ts";
import { tempDir } from "./temp_dir.ts";
import { startRun } from "../training/start_run.ts";

Deno.test("interruptible() gives the body's exit code and hands on its errors", async () => {
  assertEquals(await interruptible(() => Promise.resolve(3)), 3);
  assertEquals(await interruptible(() => Promise.resolve()), 0);
  await assertRejects(() => interruptible(() => Promise.reject(new RangeError("torn"))), RangeError, "torn");
  const other = new InterruptError("SIGTERM");
  assertEquals(await assertRejects(() => interruptible(() => Promise.reject(other)), InterruptError), other);
});

Deno.test({
  name: "a signal writes a checkpoint and ends the process with 75; started again it ends as if nothing had been",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using dir = await tempDir();
    const signals: Deno.Signal[] = ["SIGINT", "SIGTERM", "SIGUSR2"];
    const run = async (name: string, signal?: Deno.Signal) => {
      const { child, lines } = await startRun(dir.file(name), "1000000");
      if (signal) child.kill(signal);
      const { value } = await lines.read();
      const { code } = await child.status;
      await lines.cancel();
      return { value, code };
    };
    const [whole, ...ends] = await Promise.all([run("whole"), ...signals.map((signal) => run(signal, signal))]);
    assertEquals(whole.code, 0);
    for (const [i, signal] of signals.entries()) {
      assertEquals(ends[i], { value: undefined, code: TRY_AGAIN });
      const [step] = await listCheckpoints(dir.file(signal));
      assert(step > 0 && step < 60, `checkpoint at step ${step}`);
      if (i === 0) assertEquals(await run(signal), whole);
    }
  },
});
