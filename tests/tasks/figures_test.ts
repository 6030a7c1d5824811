import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "../assert.ts";
import { namesIn, tempDir } from "../io/temp_dir.ts";

const checkout = fileURLToPath(new URL("../../", import.meta.url));
const direct = ["run", "-A", "--no-check", "--quiet", "lib/tasks/figures.ts"], byTask = ["task", "--quiet", "figures"];

/** How many processes have a word in their environment. */
function marked(word: string): number {
  return [...Deno.readDirSync("/proc")].filter(({ name }) => {
    try {
      return /^\d+$/.test(name) && Deno.readTextFileSync(`/proc/${name}/environ`).includes(word);
    } catch {
      return false;
    }
  }).length;
}

// A group's other signals: leash() and browsers outlive none, as their own tests hold.
const cases: readonly [who: string, command: string[], signals: readonly Deno.Signal[]][] = [
  ["it alone", direct, ["SIGKILL", "SIGHUP", "SIGINT", "SIGTERM"]],
  ["its whole group", direct, ["SIGKILL", "SIGINT"]],
  ["its task alone", byTask, ["SIGKILL", "SIGTERM"]],
];

for (const [who, command, signals] of cases) {
  for (const signal of signals) {
    Deno.test({
      name: `figures leaves no process and no file where ${who} is sent ${signal}`,
      // Elsewhere there is no list of processes with their environments.
      ignore: Deno.build.os !== "linux",
      fn: async () => {
        await using dir = await tempDir();
        const word = `NEARZERO_MARK=${crypto.randomUUID()}`, [name, value] = word.split("=");
        const child = new Deno.Command(Deno.execPath(), {
          args: [...command, "00_start_here", "--check"],
          cwd: checkout,
          env: { [name]: value, TMPDIR: dir.path },
          stdin: "null",
          stdout: "null",
          stderr: "null",
          detached: true,
        }).spawn();
        const wait = async (what: () => boolean | Promise<boolean>, message: string) => {
          for (const deadline = Date.now() + 300_000; !await what();) {
            assert(Date.now() < deadline, message);
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
        };
        const names = async (prefix: string) => (await namesIn(dir.path)).filter((name) => name.startsWith(prefix));
        // The kernel has its key, and a cell draws: the browser that is looked for at first has gone by then.
        await wait(async () => {
          const [kernel, browser] = [await names("nearzero-kernel-"), await names("nearzero_browser_")];
          if (kernel.length === 0 || browser.length === 0) return false;
          return await Deno.stat(dir.file(`${browser[0]}/profile`)).then(() => true, () => false);
        }, "no cell draws");
        assert(marked(word) > 1);
        Deno.kill(who === "its whole group" ? -child.pid : child.pid, signal);
        const { success } = await child.status;
        assert(!success);
        await wait(() => marked(word) === 0, "processes are left");
        await wait(async () => (await namesIn(dir.path)).length === 0, "files are left").catch(() => {});
        assertEquals(await namesIn(dir.path), []);
      },
    });
  }
}
