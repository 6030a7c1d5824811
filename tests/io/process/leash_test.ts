import { leash } from "../../../lib/io/process/leash.ts";
import { assert, assertEquals, assertThrows } from "../../assert.ts";
import { tempDir } from "../temp_dir.ts";

const ignore = Deno.build.os === "windows";
const module = new URL("../../../lib/io/process/leash.ts", import.meta.url).href;

/** Waits until something holds, at most a minute. */
async function until(what: () => boolean, message: string): Promise<void> {
  for (const deadline = Date.now() + 180_000; !what();) {
    assert(Date.now() < deadline, message);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function alive(pid: number): boolean {
  return new Deno.Command("sh", { args: ["-c", `kill -0 ${pid}`], stderr: "null" }).outputSync().success;
}

function exists(path: string): boolean {
  try {
    return Deno.lstatSync(path) !== undefined;
  } catch {
    return false;
  }
}

Deno.test({
  name: "leash() hands on the exit code, what is said, and removes the folder",
  ignore,
  fn: async () => {
    await using dir = await tempDir();
    const folder = dir.file("it's 100% öde #1");
    await Deno.mkdir(folder);
    const held = leash("sh", ["-c", `echo "in $1" >&2; exit 7`, "sh", "a b"], { folder });
    assertEquals(await new Response(held.stderr).text(), "in a b\n");
    assertEquals(await held.ended, 7);
    assert(!exists(folder));
    held.release();
  },
});

Deno.test({
  name: "leash() carries a pipe by descriptors 3 and 4, and release() ends the process",
  ignore,
  fn: async () => {
    await using dir = await tempDir();
    const folder = dir.file("folder");
    await Deno.mkdir(folder);
    const held = leash("sh", ["-c", "cat <&3 >&4; sleep 60"], { folder, pipe: true });
    const words = held.output!.getReader();
    await held.input!.write(new TextEncoder().encode("echoed\0"));
    assertEquals(new TextDecoder().decode((await words.read()).value), "echoed\0");
    held.release();
    assertEquals(await held.ended, 128 + 9);
    assertEquals((await words.read()).done, true);
    await held.stderr.cancel();
    assert(!exists(folder));
  },
});

Deno.test({
  name: "leash() removes the folder where it cannot be removed at first",
  ignore,
  fn: async () => {
    await using dir = await tempDir();
    const [bin, folder] = [dir.file("bin"), dir.file("folder")];
    for (const path of [bin, folder]) await Deno.mkdir(path);
    // As of a folder that is written to meanwhile.
    const busy = `echo x >> "$0.tried"; [ "$(wc -l < "$0.tried")" -gt 15 ] && exec /bin/rm "$@"; exit 1`;
    await Deno.writeTextFile(`${bin}/rm`, `#!/bin/sh\n${busy}\n`, { mode: 0o755 });
    const held = leash("true", [], { folder, env: { PATH: `${bin}:${Deno.env.get("PATH")}` } });
    assertEquals(await held.ended, 0);
    await held.stderr.cancel();
    assert(exists(`${bin}/rm.tried`) && !exists(folder));
  },
});

Deno.test({
  name: "leash() ends the children of what has a pipe before it removes the folder, lest they make it anew",
  // Elsewhere there is no list of processes with their groups.
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using dir = await tempDir();
    const folder = dir.file("folder");
    await Deno.mkdir(folder);
    const child = `i=0; while [ $i -lt 100 ]; do mkdir -p "$1/late"; i=$((i + 1)); sleep 0.05; done`;
    const held = leash("sh", ["-c", `( ${child} ) & echo $! >&2; wait`, "sh", folder], { folder, pipe: true });
    const words = held.stderr.getReader(), pid = Number(new TextDecoder().decode((await words.read()).value));
    assert(pid > 0 && alive(pid));
    held.release();
    await held.ended;
    assert(!exists(folder));
    await until(() => !alive(pid), "the process's child is still there");
    await words.cancel();
    await held.output!.cancel();
  },
});

Deno.test({
  name: "leash() gives a process its grace to end by itself",
  ignore,
  fn: async () => {
    const held = leash("sh", ["-c", `trap "exit 5" TERM; echo on >&2; while :; do sleep 0.05; done`], {
      grace: 60_000,
    });
    const words = held.stderr.getReader();
    await words.read();
    held.release();
    assertEquals(await held.ended, 5);
    await words.cancel();
  },
});

for (const signal of ["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"] as const) {
  Deno.test({
    name: `leash() leaves neither process nor folder where its owner's whole group is sent ${signal}`,
    ignore,
    fn: async () => {
      await using dir = await tempDir();
      const folder = dir.file("folder"), said = dir.file("pid");
      await Deno.mkdir(folder);
      const owner = `import { leash } from ${JSON.stringify(module)};
        leash("sh", ["-c", 'echo $$ > "$1.part"; mv "$1.part" "$1"; exec sleep 60', "sh", ${JSON.stringify(said)}],
          { folder: ${JSON.stringify(folder)} });
        setInterval(() => {}, 1000);`;
      const child = new Deno.Command(Deno.execPath(), { args: ["eval", owner], stderr: "null", detached: true })
        .spawn();
      await until(() => exists(said), "it did not start");
      const pid = Number(await Deno.readTextFile(said));
      assert(alive(pid));
      Deno.kill(-child.pid, signal);
      await child.status;
      await until(() => !alive(pid), "the process is still there");
      await until(() => !exists(folder), "the folder is still there");
    },
  });
}

Deno.test("leash() says at once that there is no such executable", () => {
  assertThrows(() => leash("/no/such/program", []), Deno.errors.NotFound);
  assertThrows(() => leash("sh", [], { pipe: true }), TypeError, "a pipe needs a folder");
});
