/**
 * Feeds one parser: `process.ts NAME SEED FIRST SECONDS INPUTS`. The number of the input that is being read stands in the
 * file whose name is the last argument, so that whoever started this knows at which it hung or died. Ends with one line of
 * JSON.
 */
import { join } from "node:path";
import { Dice } from "./dice.ts";
import { type FuzzTarget, isTyped } from "./target.ts";

/** Milliseconds after which an input counts as one that hangs. */
const HANG = 20_000;

const [name, seed, first, seconds, inputs, progress] = Deno.args;
const { target } = await import(`./targets/${name}.ts`) as { target: FuzzTarget };
const folder = await Deno.makeTempDir({ prefix: "nearzero_fuzz_" }), path = join(folder, target.file ?? "input");
const counts = { inputs: 0, refused: 0, accepted: 0, untyped: 0, hangs: 0, beyond: 0, peak: 0 };
const examples: { input: number; what: string }[] = [];
using numbers = Deno.openSync(progress, { write: true, create: true });

/** The most memory that the process has held since it was last asked. */
function peak(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(Deno.readTextFileSync("/proc/self/status"))!;
    Deno.writeTextFileSync("/proc/self/clear_refs", "5");
    return 1024 * Number(kilobytes);
  } catch {
    return Deno.memoryUsage().rss;
  }
}

function note(input: number, what: string, kind: "untyped" | "hangs" | "beyond"): void {
  counts[kind]++;
  if (examples.length < 12 && !examples.some((other) => other.what.split("\n")[0] === what.split("\n")[0])) {
    examples.push({ input, what });
  }
}

async function feed(input: number): Promise<void> {
  const dice = new Dice(Number(seed), input), made = await target.make(dice);
  const bytes = dice.chance(target.damage ?? 0.5) ? dice.damaged(made) : made;
  if (!target.inMemory) Deno.writeFileSync(path, bytes);
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const reading = target.read(bytes, path);
    if (reading instanceof Promise) {
      // A reader that forgets a promise would otherwise end this process without a word.
      const late = new Promise<"late">((resolve) => timer = setTimeout(() => resolve("late"), HANG));
      if (await Promise.race([reading, late]) === "late") return note(input, "does not end", "hangs");
    }
    counts.accepted++;
  } catch (error) {
    if (isTyped(error)) counts.refused++;
    else note(input, error instanceof Error ? error.stack ?? String(error) : String(error), "untyped");
  } finally {
    clearTimeout(timer);
  }
}

addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  note(counts.inputs, `unhandled: ${event.reason?.stack ?? event.reason}`, "untyped");
});

try {
  // Once before counting, so that what is loaded on first use is not an input's.
  await feed(-1);
  Object.assign(counts, { refused: 0, accepted: 0, untyped: 0, hangs: 0 });
  examples.length = 0;
  peak();
  const end = performance.now() + 1000 * Number(seconds), base = Deno.memoryUsage().rss;
  for (let input = Number(first); performance.now() < end && counts.inputs < Number(inputs); input++) {
    numbers.seekSync(0, Deno.SeekMode.Start);
    numbers.writeSync(new TextEncoder().encode(String(input).padEnd(16)));
    await feed(input);
    counts.inputs++;
    const most = peak() - base;
    counts.peak = Math.max(counts.peak, most);
    if (most > (target.mostBytes ?? 3e8)) {
      note(input, `takes ${(most / 1e6).toFixed(0)} MB`, "beyond");
      // deno-lint-ignore no-explicit-any -- there where --expose-gc is given
      (globalThis as any).gc?.();
    }
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
console.log(JSON.stringify({ counts, examples }));
Deno.exit(0);
