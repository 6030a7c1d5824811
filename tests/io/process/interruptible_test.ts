import { ignoresHangup, InterruptError, interruptible, TRY_AGAIN } from "../../../lib/io/process/interruptible.ts";
import { listCheckpoints } from "../../../lib/training/checkpoints/checkpoint_files.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { dirname } from "node:path";
import { tempDir } from "../temp_dir.ts";
import { startRun } from "../../training/start_run.ts";

Deno.test("interruptible() gives the body's exit code and hands on its errors", async () => {
  assertEquals(await interruptible(() => Promise.resolve(3)), 3);
  assertEquals(await interruptible(() => Promise.resolve()), 0);
  await assertRejects(() => interruptible(() => Promise.reject(new RangeError("torn"))), RangeError, "torn");
  const other = new InterruptError("SIGTERM");
  assertEquals(await assertRejects(() => interruptible(() => Promise.reject(other)), InterruptError), other);
});

Deno.test("onSignals() leaves hang-ups alone where the process ignores them, as under nohup", async () => {
  if (Deno.build.os !== "linux") return;
  const script = `import { onSignals } from ${
    JSON.stringify(import.meta.resolve("../../../lib/io/process/interruptible.ts"))
  };
    onSignals((signal) => { console.log(signal); Deno.exit(3); });
    Deno.kill(Deno.pid, "SIGHUP");
    setTimeout(() => Deno.kill(Deno.pid, "SIGTERM"), Number(Deno.args[0]));
    setTimeout(() => {}, 120_000);`;
  // The second signal comes long after the first where the first is to be heard, and soon where it is not.
  const said = async (...command: string[]) => {
    const wait = command.length === 1 && command[0] === "env" ? "60000" : "100";
    const args = [...command.slice(1), Deno.execPath(), "eval", "--quiet", script, wait];
    const { code, stdout } = await new Deno.Command(command[0], { args, stderr: "null" }).output();
    return [code, new TextDecoder().decode(stdout)];
  };
  assertEquals(await said("env"), [3, "SIGHUP\n"]);
  assertEquals(await said("nohup"), [3, "SIGTERM\n"]);
  assertEquals(await said("env", "NEARZERO_HANGUP_IGNORED=1"), [3, "SIGTERM\n"]);
});

Deno.test("interruptible() ends with 75 also where its terminal is gone and takes no lines", async () => {
  if (Deno.build.os !== "linux") return;
  const script = `import { interruptible } from ${
    JSON.stringify(import.meta.resolve("../../../lib/io/process/interruptible.ts"))
  };
    Deno.exit(await interruptible(async (signal) => {
      Deno.kill(Deno.pid, "SIGHUP");
      while (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 10));
      console.log("keeping what was done");
      signal.throwIfAborted();
    }));`;
  // Like a terminal that was closed, /dev/full takes nothing.
  const args = ["-c", 'exec "$0" eval --quiet "$1" >/dev/full 2>&1', Deno.execPath(), script];
  assertEquals((await new Deno.Command("sh", { args }).output()).code, TRY_AGAIN);
});

Deno.test("ignoresHangup() reads the first bit of the mask, whatever else is ignored", () => {
  const status = (mask: string) => `SigBlk:\t0000000000000000\nSigIgn:\t${mask}\nSigCgt:\tffffffffffffffff\n`;
  assertEquals(["0000000000001001", "ffffffffffffffff"].map((mask) => ignoresHangup(status(mask))), [true, true]);
  assertEquals(["0000000000001000", "fffffffffffffffe"].map((mask) => ignoresHangup(status(mask))), [false, false]);
  assertEquals(ignoresHangup("no such line"), false);
});

Deno.test({
  name: "a signal writes a checkpoint and ends the process with 75; started again it ends as if nothing had been",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using dir = await tempDir();
    const signals: Deno.Signal[] = ["SIGINT", "SIGTERM", "SIGUSR2", "SIGHUP"];
    const run = async (name: string, signal?: Deno.Signal) => {
      const { child, lines } = await startRun(dir.file(name), "1000000");
      // Whatever follows the first changes nothing.
      if (signal) { for (const each of [signal, signal, signal]) child.kill(each); }
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

/** A program that is asked to end and does so half a second after a file "end" is there; it says how often it was asked. */
const program = `
  import { interruptible } from ${
  JSON.stringify(new URL("../../../lib/io/process/interruptible.ts", import.meta.url).href)
};
  const code = await interruptible(async (signal) => {
    let asked = 0;
    signal.addEventListener("abort", () => asked++);
    console.log("ready");
    const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    while (!signal.aborted) await pause(10);
    while (!await Deno.stat("end").then(() => true, () => false)) await pause(10);
    await pause(500);
    console.log("asked " + asked);
    signal.throwIfAborted();
  });
  Deno.exit(code);`;

/** Starts it, does something to it once it is ready, and says what it printed and how it ended. */
async function tell(
  args: string[],
  act: (pid: number) => Promise<void>,
): Promise<{ code: number; signal: Deno.Signal | null; said: string }> {
  await using dir = await tempDir();
  await Deno.writeTextFile(dir.file("program.ts"), program);
  await Deno.writeTextFile(
    dir.file("deno.json"),
    JSON.stringify({ tasks: { it: "deno run -A --no-check --quiet program.ts" } }),
  );
  const child = new Deno.Command("sh", {
    args: ["-c", 'cd "$1"; shift; exec "$@"', "sh", dir.path, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
    detached: true,
    env: { PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}` },
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = (await reader.read()).value ?? "";
  if (Deno.build.os === "linux") await hearsSignals(child.pid);
  await act(child.pid);
  await Deno.writeTextFile(dir.file("end"), "");
  for (let next = await reader.read(); !next.done; next = await reader.read()) said += next.value;
  const { code, signal } = await child.status;
  return { code, signal, said };
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Waits until SIGTERM does not end a process by itself any more: `deno task` hears signals after it has begun its program. */
async function hearsSignals(pid: number): Promise<void> {
  const caught = async () => /^SigCgt:\s*([0-9a-f]+)$/m.exec(await Deno.readTextFile(`/proc/${pid}/status`))![1];
  while ((BigInt(`0x${await caught()}`) >> 14n & 1n) === 0n) await pause(5);
}

Deno.test({
  name: "however many signals come, a program is asked once and ends with 75",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const burst: Deno.Signal[] = ["SIGINT", "SIGINT", "SIGTERM", "SIGHUP", "SIGUSR2", "SIGINT", "SIGINT", "SIGTERM"];
    const program = [Deno.execPath(), "run", "-A", "--no-check", "--quiet", "program.ts"];
    const ends = await Promise.all([
      tell(program, async (pid) => {
        for (const signal of burst) {
          Deno.kill(pid, signal);
          await pause(30);
        }
      }),
      // A terminal signals the whole group, and `deno task` hands the signal on to the program beside that.
      tell([Deno.execPath(), "task", "-q", "it"], (pid) => Promise.resolve(Deno.kill(-pid, "SIGINT"))),
      tell([Deno.execPath(), "task", "-q", "it"], (pid) => Promise.resolve(Deno.kill(-pid, "SIGTERM"))),
    ]);
    for (const end of ends) assertEquals(end, { code: TRY_AGAIN, signal: null, said: "ready\nasked 1\n" });
  },
});

Deno.test({
  name: "a program under nohup outlives its terminal",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const program = ["nohup", Deno.execPath(), "run", "-A", "--no-check", "--quiet", "program.ts"];
    const { code, said } = await tell(program, async (pid) => {
      Deno.kill(pid, "SIGHUP");
      await pause(300);
      Deno.kill(pid, "SIGTERM");
    });
    assertEquals([code, said], [TRY_AGAIN, "ready\nasked 1\n"]);
  },
});
