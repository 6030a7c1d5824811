import { join } from "node:path";
import { Kernel } from "../../../lib/jupyter/kernel/kernel_client.ts";
import { pause, within } from "../../../lib/jupyter/kernel/wait.ts";
import { kernelspec } from "../../../lib/jupyter/kernelspec.ts";
import { checkout } from "../../../lib/io/checkout.ts";
import { assert, assertEquals } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";

const ignore = Deno.build.os === "windows";

/** Milliseconds in which anything happens on a machine with much else to do; two seconds on a free one. */
const limit = 180_000;

/** What a cell came to. */
interface Outcome {
  /** Undefined where none came in time. */
  readonly status: unknown;
  /** What it printed, and the error's name and message. */
  readonly said: string;
}

/** How a cell is run. */
interface Running {
  /** Milliseconds from its first "on" or number to an interrupt; none unless told. */
  readonly after?: number;
  /** What it says at the end: some of that may come after the answer. */
  readonly says?: string;
}

/** A kernel as Jupyter starts the kit's, and a way to run cells in it and to interrupt them. */
async function startKernel() {
  const command = kernelspec(Deno.execPath()).argv as string[];
  const kernel = await Kernel.start({ cwd: join(checkout, "notebooks"), command });
  let said = "";
  let begun = () => {};
  kernel.onMessage(({ header: { msg_type }, content }) => {
    if (msg_type === "stream") said += content.text;
    if (msg_type === "error") said += `${content.ename}: ${content.evalue}`;
    // A word that comes late from an interrupted cell begins nothing.
    if (/^(?:on|\d+)$/m.test(said)) begun();
  });
  /** Waits until the cell has said something. */
  const heard = async (text: string, milliseconds = limit): Promise<void> => {
    for (const deadline = Date.now() + milliseconds; !said.includes(text); await pause(20)) {
      assert(Date.now() < deadline, `"${text}" is not in "${said}"`);
    }
  };
  const run = async (code: string, { after, says }: Running = {}): Promise<Outcome> => {
    said = "";
    begun = () => {
      begun = () => {};
      if (after !== undefined) setTimeout(() => kernel.interrupt(), after);
    };
    const reply = await within(limit, kernel.execute(code).done);
    if (says !== undefined) await heard(says);
    // A kernel that was slow to end its cell may be asked again, which would end the next.
    if (after !== undefined) await kernel.quiet(1_500, 5_000);
    return { status: reply?.content.status ?? kernel.ended, said };
  };
  return { run, heard, [Symbol.asyncDispose]: () => kernel.stop() };
}

/** What the other cells need. */
const setUp = `
  import { ddpmLinearGrid, makeMlp, pointData, startBackend, train, trainTogether } from "nearzero";
  await startBackend("cpu");
  const runOf = (width: number) => ({
    network: makeMlp({ shape: [2], hidden: [width, width], embedding: 4 }),
    data: pointData("points", Float32Array.from({ length: 512 }, (_, i) => Math.sin(i)), 2),
    grid: ddpmLinearGrid({ steps: 100, first: 1e-3, last: 0.2 }), steps: 20_000, batch: 256, every: 20, warmup: 1,
  });
  // Networks, wide or not, that take very long. Short steps hear the question; in a long one the code is terminated.
  const short = runOf(16), long = runOf(600);`;
const anew =
  "Interrupted: run the cell again to begin anew; with train({ …, checkpoint: { folder, every } }) it goes on";
const again = (run: string) =>
  `console.log("finite", (await train({ ...${run}, steps: 2, every: 1 })).weights.every(Number.isFinite))`;

Deno.test({
  name: "the kit's kernel",
  ignore,
  fn: async (t) => {
    await using kernel = await startKernel();
    await using dir = await tempDir();

    await t.step("an interrupt ends a loop that never waits, and its variables stay", async () => {
      const loop = "let turns = 0; console.log('on'); while (true) turns++;";
      assertEquals((await kernel.run(loop, { after: 300 })).status, "error");
      await kernel.run("console.log('turns', turns > 0)", { says: "turns true\n" });
    });

    await t.step("an interrupt of a cell that waits leaves the kernel alive, and says what it cannot do", async () => {
      const wait = `console.log("on");
        while (!await Deno.stat(${JSON.stringify(dir.file("end"))}).then(() => true, () => false)) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        console.log("waited")`;
      const running = kernel.run(wait, { after: 300, says: "waited" });
      await kernel.heard("restart the kernel to end it");
      await Deno.writeTextFile(dir.file("end"), "");
      assertEquals((await running).status, "ok");
      await kernel.run("console.log(1 + 1)", { says: "2\n" });
    });

    assertEquals((await kernel.run(setUp)).status, "ok");
    for (const kind of ["short", "long"] as const) {
      await t.step(
        `an interrupt of a cell of ${kind} steps is answered with how to go on, and the next works`,
        async () => {
          for (const after of [100, 350]) {
            // On a machine with very much to do, the kernel sometimes terminates what tells of it too: once of six times
            // is enough, and the kernel works all the same.
            for (let tries = 1, told = false; !told; tries++) {
              const { status } = await kernel.run(`console.log('on'); await train(${kind})`, { after });
              assertEquals(status, "error");
              told = await kernel.heard(anew, kind === "long" && tries < 6 ? 10_000 : limit).then(
                () => true,
                (error) => {
                  if (kind === "short" || tries === 6) throw error;
                  return false;
                },
              );
              assertEquals((await kernel.run(again(kind), { says: "finite true\n" })).status, "ok");
            }
          }
        },
      );
    }

    await t.step("an interrupted training cell with a checkpoint goes on where it was", async () => {
      const cell = `await train({ ...short, checkpoint: { folder: ${JSON.stringify(dir.file("run"))}, every: 100_000 },
        onProgress: ({ step }) => console.log(step) })`;
      const says = `run the cell again, and it goes on from its checkpoint in ${dir.file("run")}`;
      const first = await kernel.run(cell, { after: 50, says });
      const steps = (said: string) => [...said.matchAll(/^\d+$/gm)].map(Number), reached = steps(first.said).at(-1)!;
      let second = await kernel.run(cell, { after: 50, says });
      for (let i = 0; i < 5 && steps(second.said).length === 0; i++) {
        second = await kernel.run(cell, { after: 50, says });
      }
      assert(reached >= 20 && steps(second.said)[0] > reached, `${first.said}\n${second.said}`);
    });

    await t.step("an interrupt ends networks that train in workers while the cell waits", async () => {
      const cell = `await trainTogether([1, 2].map((seed) => ({ ...short, seed,
        onProgress: ({ step }) => { if (step === 20) console.log("on"); } })), { workers: 2 })`;
      assertEquals((await kernel.run(cell, { after: 300, says: anew })).status, "error");
      assertEquals((await kernel.run(again("short"), { says: "finite true\n" })).status, "ok");
    });
  },
});
