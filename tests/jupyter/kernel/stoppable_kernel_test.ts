import { join } from "node:path";
import { Kernel } from "../../../lib/jupyter/kernel/kernel_client.ts";
import { within } from "../../../lib/jupyter/kernel/wait.ts";
import { kernelspec } from "../../../lib/jupyter/kernelspec.ts";
import { checkout } from "../../../lib/io/checkout.ts";
import { assert, assertEquals, assertStringIncludes } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";

const ignore = Deno.build.os === "windows";

/** Milliseconds in which an interrupt is answered, on a machine with much else to do; two seconds on a free one. */
const limit = 10_000;

/** What a cell came to. */
interface Outcome {
  readonly status: unknown;
  /** What it printed, and the error's name and message. */
  readonly said: string;
  /** Milliseconds from the interrupt to the answer. */
  readonly answered: number;
}

/** A kernel as Jupyter starts the kit's, and a way to run cells in it and to interrupt them. */
async function startKernel() {
  const command = kernelspec(Deno.execPath()).argv as string[];
  const kernel = await Kernel.start({ cwd: join(checkout, "notebooks"), command });
  let said = "";
  let printed = () => {};
  kernel.onMessage(({ header: { msg_type }, content }) => {
    if (msg_type === "stream") said += content.text;
    if (msg_type === "error") said += `${content.ename}: ${content.evalue}`;
    if (msg_type === "stream") printed();
  });
  /** Interrupts so many milliseconds after the cell has printed something. */
  const run = async (code: string, after?: number): Promise<Outcome> => {
    said = "";
    let asked = performance.now();
    printed = () => {
      printed = () => {};
      if (after === undefined) return;
      setTimeout(() => {
        asked = performance.now();
        kernel.interrupt();
      }, after);
    };
    const reply = await within(30_000, kernel.execute(code).done);
    const answered = performance.now() - asked;
    // What is told of terminated code comes up to a fifth of a second after the answer.
    await kernel.quiet(after === undefined ? 50 : 1_000, 5_000);
    return { status: reply?.content.status ?? kernel.ended, said, answered };
  };
  return { run, [Symbol.asyncDispose]: () => kernel.stop() };
}

/** A network, wide or not, and a run of it that takes very long; `more` are its options besides. */
const setUp = (width: number) => `
  import { ddpmLinearGrid, makeMlp, pointData, startBackend, train, trainTogether } from "nearzero";
  await startBackend("cpu");
  const run = {
    network: makeMlp({ shape: [2], hidden: [${width}, ${width}], embedding: 4 }),
    data: pointData("points", Float32Array.from({ length: 512 }, (_, i) => Math.sin(i)), 2),
    grid: ddpmLinearGrid({ steps: 100, first: 1e-3, last: 0.2 }), steps: 20_000, batch: 256, every: 20, warmup: 1,
  };`;
const anew =
  "Interrupted: run the cell again to begin anew; with train({ …, checkpoint: { folder, every } }) it goes on";
const again = `const trained = await train({ ...run, steps: 2, every: 1 });
  console.log(trained.weights.every(Number.isFinite))`;

Deno.test({
  name: "an interrupt ends a loop that never waits, and its variables stay",
  ignore,
  fn: async () => {
    await using kernel = await startKernel();
    const { status, answered } = await kernel.run("let turns = 0; console.log('on'); while (true) turns++;", 300);
    assertEquals(status, "error");
    assert(answered < limit, `it took ${answered} ms`);
    assertEquals((await kernel.run("console.log(turns > 0)")).said, "true\n");
  },
});

Deno.test({
  name: "an interrupt of a cell that waits leaves the kernel alive, and says what it cannot do",
  ignore,
  fn: async () => {
    await using kernel = await startKernel();
    const wait = "console.log('on'); await new Promise((resolve) => setTimeout(resolve, 1500)); console.log('slept')";
    const { status, said } = await kernel.run(wait, 300);
    assertEquals(status, "ok");
    assertStringIncludes(said, "restart the kernel to end it");
    assertStringIncludes(said, "slept");
    assertEquals((await kernel.run("console.log(1 + 1)")).said, "2\n");
  },
});

// Short steps hear the question; in a long one the code is terminated.
for (const [kind, width] of [["short", 16], ["long", 600]] as const) {
  Deno.test({
    name: `an interrupt of a training cell of ${kind} steps is answered with how to go on, and the next train works`,
    ignore,
    fn: async () => {
      await using kernel = await startKernel();
      assertEquals((await kernel.run(setUp(width))).status, "ok");
      for (const after of [100, 350]) {
        const { status, said, answered } = await kernel.run("console.log('on'); await train(run)", after);
        assertEquals(status, "error");
        assertStringIncludes(said, anew);
        assert(answered < limit, `it took ${answered} ms`);
        assertEquals(await kernel.run(again).then(({ said }) => said), "true\n");
      }
    },
  });
}

Deno.test({
  name: "an interrupted training cell with a checkpoint goes on where it was",
  ignore,
  fn: async () => {
    await using dir = await tempDir();
    await using kernel = await startKernel();
    await kernel.run(setUp(16));
    const cell = `const checkpoint = { folder: ${JSON.stringify(dir.file("run"))}, every: 100_000 };
      await train({ ...run, checkpoint, onProgress: ({ step }) => console.log(step) })`;
    const first = await kernel.run(cell, 50);
    assertStringIncludes(first.said, `run the cell again, and it goes on from its checkpoint in ${dir.file("run")}`);
    const reached = Number(/(\d+)\nCell/.exec(first.said)?.[1]);
    const second = await kernel.run(cell, 50);
    assert(reached >= 20 && Number(/^(\d+)/.exec(second.said)?.[1]) > reached, `${first.said}\n${second.said}`);
  },
});

Deno.test({
  name: "an interrupt ends networks that train in workers while the cell waits",
  ignore,
  fn: async () => {
    await using kernel = await startKernel();
    await kernel.run(setUp(16));
    const cell = `await trainTogether([1, 2].map((seed) => ({ ...run, seed,
      onProgress: ({ step }) => { if (step === 20) console.log("on"); } })), { workers: 2 })`;
    const { status, said, answered } = await kernel.run(cell, 300);
    assertEquals(status, "error");
    assertStringIncludes(said, anew);
    assert(answered < limit, `it took ${answered} ms`);
    assertEquals(await kernel.run(again).then(({ said }) => said), "true\n");
  },
});
