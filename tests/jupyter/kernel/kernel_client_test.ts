import { assert, assertEquals, assertRejects, assertStringIncludes } from "../../assert.ts";
import { Kernel } from "../../../lib/jupyter/kernel/kernel_client.ts";

Deno.test("Kernel executes cells, keeps their variables and publishes what they print", async () => {
  const kernel = await Kernel.start({ cwd: Deno.cwd(), env: { NEARZERO_TEST: "here" } });
  try {
    assertEquals(kernel.language.name, "typescript");
    const seen: unknown[] = [];
    let announced = "";
    kernel.onMessage(({ header, parent_header, content }) => {
      if (header.msg_type === "stream") seen.push([parent_header.msg_id === announced, content.text]);
    });
    assertEquals((await kernel.execute("const a: number = 40;").done)?.content.status, "ok");
    const printing = kernel.execute(`console.log(a + 2, Deno.env.get("NEARZERO_TEST"))`, (id) => announced = id);
    assertEquals((await printing.done)?.content.status, "ok");
    // Deno's kernel may report idle before the last output.
    while (seen.length === 0) await kernel.quiet(30);
    assertEquals(printing.id, announced);
    assertEquals(seen, [[true, "42 here\n"]]);
    assertEquals((await kernel.execute("throw new Error('x')").done)?.content.status, "error");
    assertEquals(kernel.ended, undefined);
  } finally {
    await kernel.stop();
    await kernel.stop();
  }
  assert(kernel.ended !== undefined);
  assertEquals(await kernel.execute("1").done, undefined);
});

Deno.test("Kernel tells of its death while a cell runs, and its folder is removed", async () => {
  const folder = await Deno.makeTempDir();
  const before = Deno.env.get("TMPDIR");
  // Other kernels of this machine keep their files elsewhere.
  Deno.env.set("TMPDIR", folder);
  try {
    const kernel = await Kernel.start({ cwd: Deno.cwd() });
    assertEquals(await kernel.execute("Deno.exit(3)").done, undefined);
    assertStringIncludes(kernel.ended!, "code 3");
    await kernel.stop();
    assertEquals([...Deno.readDirSync(folder)].filter(({ name }) => name.startsWith("nearzero-")), []);
  } finally {
    if (before === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", before);
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("Kernel.start() says why a kernel does not start", async () => {
  await assertRejects(() => Kernel.start({ cwd: Deno.cwd(), deno: "/no/such/deno" }), Deno.errors.NotFound);
  if (Deno.build.os === "windows") return;
  const start = () => Kernel.start({ cwd: Deno.cwd(), deno: "/bin/false" });
  await assertRejects(start, Error, "Cannot start the Deno kernel: it exited with code 1");
});
