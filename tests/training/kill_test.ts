import { Random } from "../../lib/numerics/random.ts";
import { assert, assertEquals } from "../assert.ts";
import { tempDir } from "../io/temp_dir.ts";

const KILLS = 50;

/** Starts killed_run.ts and waits until it is about to train. */
async function start(
  folder: string,
): Promise<{ child: Deno.ChildProcess; lines: ReadableStreamDefaultReader<string> }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", new URL("./killed_run.ts", import.meta.url).href, folder],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assertEquals((await lines.read()).value, "ready\n");
  return { child, lines };
}

/** What a run that nobody kills learns, and how many milliseconds it trains. */
async function unbroken(folder: string): Promise<{ expected: string; milliseconds: number }> {
  const { child, lines } = await start(folder);
  const began = performance.now();
  const { value: expected = "" } = await lines.read();
  await Promise.all([child.status, lines.cancel()]);
  return { expected, milliseconds: performance.now() - began };
}

Deno.test("train() killed at any moment and resumed ends with the bytes of an unbroken run", async () => {
  await using dir = await tempDir();
  const { expected, milliseconds } = await unbroken(dir.file("unbroken"));
  assertEquals(expected.length, 65);
  let kills = 0;
  /** Runs to the end, killed and started again on the way. */
  const run = async (name: string): Promise<void> => {
    const random = new Random(1, name);
    for (let starts = 0;; starts++) {
      const { child, lines } = await start(dir.file(name));
      const killer = setTimeout(() => child.kill("SIGKILL"), random.uniforms(1, starts)[0] * milliseconds / 3);
      const { value: found } = await lines.read();
      clearTimeout(killer);
      const { signal } = await child.status;
      await lines.cancel();
      if (found !== undefined) return assertEquals(found, expected);
      assertEquals(signal, "SIGKILL");
      kills++;
    }
  };
  let runs = 0;
  const runUntilEnough = async () => {
    while (kills < KILLS) await run(`run ${runs++}`);
  };
  await Promise.all([runUntilEnough(), runUntilEnough()]);
  assert(runs >= 2);
});
