/**
 * Starting short_run.ts in a process of its own.
 * @module
 */
import { assertEquals } from "../assert.ts";

/** A process that is about to train. */
export interface StartedRun {
  readonly child: Deno.ChildProcess;
  /** What it still has to say: what it learned, as a line. */
  readonly lines: ReadableStreamDefaultReader<string>;
}

/** Starts short_run.ts with checkpoints after so many steps each and waits until it is about to train. */
export async function startRun(folder: string, every: string): Promise<StartedRun> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", new URL("./short_run.ts", import.meta.url).href, folder, every],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assertEquals((await lines.read()).value, "ready\n");
  return { child, lines };
}
