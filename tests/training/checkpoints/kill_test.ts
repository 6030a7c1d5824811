import { Random } from "../../../lib/numerics/random.ts";
import { assert, assertEquals } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";
import { reportsIn } from "../fixtures.ts";
import { startRun } from "../start_run.ts";

/** How many; a thousand take about an hour. */
const KILLS = Number(Deno.env.get("NEARZERO_KILLS") || 24);

/** Kills a process, unless it has just ended. */
function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

Deno.test("train() killed at any moment and resumed ends with the bytes of an unbroken run", async () => {
  await using dir = await tempDir();
  const { child, lines } = await startRun(dir.file("unbroken"), "3");
  const began = performance.now();
  const { value: expected } = await lines.read();
  await Promise.all([child.status, lines.cancel()]);
  const milliseconds = performance.now() - began;
  assertEquals(expected?.length, 65);
  const reports = await reportsIn(dir.file("unbroken"));
  let kills = 0;
  /** Runs to the end, killed and started again on the way. */
  const run = async (name: string): Promise<void> => {
    const random = new Random(1, name);
    for (let starts = 0;; starts++) {
      const { child, lines } = await startRun(dir.file(name), "3");
      // Later and later: on a machine that has become busy meanwhile, runs end too.
      const after = random.uniforms(1, starts)[0] * milliseconds * (1 + starts / 20);
      const killer = setTimeout(() => kill(child), after);
      const { value } = await lines.read();
      clearTimeout(killer);
      const { signal } = await child.status;
      await lines.cancel();
      if (value !== undefined) {
        assertEquals(value, expected);
        return assertEquals(await reportsIn(dir.file(name)), reports);
      }
      assertEquals(signal, "SIGKILL");
      kills++;
    }
  };
  let runs = 0;
  const runUntilEnough = async () => {
    while (kills < KILLS) await run(`run ${runs++}`);
  };
  await Promise.all([runUntilEnough(), runUntilEnough()]);
  console.log(`${kills} kills in ${runs} runs`);
  assert(runs >= 2 && kills >= KILLS);
});
