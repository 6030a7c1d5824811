import { tmpdir } from "node:os";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "../assert.ts";
import { Kernel } from "../../lib/notebook/kernel_client.ts";

async function connectionFolders(): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(tmpdir())) if (name.startsWith("nearzero-kernel-")) names.push(name);
  return names;
}

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
    await kernel.quiet(30);
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
  const before = await connectionFolders();
  const kernel = await Kernel.start({ cwd: Deno.cwd() });
  try {
    assertEquals(await kernel.execute("Deno.exit(3)").done, undefined);
    assertStringIncludes(kernel.ended!, "code 3");
  } finally {
    await kernel.stop();
  }
  assertEquals((await connectionFolders()).filter((name) => !before.includes(name)), []);
});

Deno.test("Kernel.start() says why a kernel does not start", async () => {
  await assertRejects(() => Kernel.start({ cwd: Deno.cwd(), deno: "/no/such/deno" }), Deno.errors.NotFound);
  if (Deno.build.os === "windows") return;
  const start = () => Kernel.start({ cwd: Deno.cwd(), deno: "/bin/false" });
  await assertRejects(start, Error, "Cannot start the Deno kernel: it exited with code 1");
});
