import { join } from "node:path";
import { Kernel } from "../../../lib/jupyter/kernel/kernel_client.ts";
import { within } from "../../../lib/jupyter/kernel/wait.ts";
import { kernelspec } from "../../../lib/jupyter/kernelspec.ts";
import { checkout } from "../../../lib/io/checkout.ts";
import { assert, assertEquals, assertStringIncludes } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";

const ignore = Deno.build.os === "windows";

/** What a cell came to. */
interface Outcome {
  readonly status: unknown;
  /** What it printed, and the error's name and message. */
  readonly said: string;
  /** Milliseconds from the interrupt to the answer. */
  readonly answered: number;
}

/** A kernel as Jupyter starts the kit's, and a way to run cells in it and to interrupt them. */
async function startKernel(plain = false) {
  const command = plain ? undefined : kernelspec(Deno.execPath()).argv as string[];
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
    await kernel.quiet(50);
    return { status: reply?.content.status ?? kernel.ended, said, answered };
  };
  return { run, [Symbol.asyncDispose]: () => kernel.stop() };
}

const setUp = `
  import { makeMlp, startBackend, train, trainTogether, linear } from "nearzero";
  await startBackend("cpu");
  const points = { shape: [2], count: 64, samples: () => new Float32Array(128).fill(0.5) };
  const network = makeMlp({ shape: [2], hidden: [WIDTH], embedding: 4 });
`;

Deno.test({
  name: "an interrupt ends a loop that never waits, and its variables stay",
  ignore,
  fn: async () => {
    await using kernel = await startKernel();
    const { status, answered } = await kernel.run("let turns = 0; console.log('on'); while (true) turns++;", 300);
    assertEquals(status, "error");
    assert(answered < 2_000, `it took ${answered} ms`);
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
