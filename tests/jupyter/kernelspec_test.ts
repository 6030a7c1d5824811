import { join } from "node:path";
import { assert, assertEquals, assertRejects } from "../assert.ts";
import { denoExecutable, kernelspec, userKernelsDir, writeKernelspec } from "../../lib/jupyter/kernelspec.ts";

const machine = (os: string, variables: Record<string, string> = {}) => ({
  os,
  home: "/home/me",
  env: (name: string) => variables[name],
});

async function inTempDir(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("userKernelsDir() follows Jupyter's rules", () => {
  assertEquals(userKernelsDir(machine("linux")), "/home/me/.local/share/jupyter/kernels");
  assertEquals(userKernelsDir(machine("linux", { XDG_DATA_HOME: "/data" })), "/data/jupyter/kernels");
  assertEquals(userKernelsDir(machine("darwin")), "/home/me/Library/Jupyter/kernels");
  assertEquals(userKernelsDir(machine("windows", { APPDATA: "/roaming" })), "/roaming/jupyter/kernels");
  assertEquals(userKernelsDir(machine("darwin", { JUPYTER_DATA_DIR: "/j" })), "/j/kernels");
});

Deno.test("kernelspec() starts Deno, interrupts by message and keeps colours out of outputs", () => {
  const { argv, interrupt_mode, env, language } = kernelspec("/bin/deno");
  const plain = ["/bin/deno", "jupyter", "--kernel", "--conn", "{connection_file}"];
  assertEquals((argv as string[]).slice(-plain.length), plain);
  assertEquals([interrupt_mode, env, language], ["message", { NO_COLOR: "1" }, "typescript"]);
});

Deno.test("writeKernelspec() writes, says what it replaced and refuses to replace what is not Deno's", async () => {
  await inTempDir(async (folder) => {
    const path = join(folder, "deno", "kernel.json");
    assertEquals(await writeKernelspec(folder, "/bin/deno"), { path, deno: "/bin/deno", replaced: false });
    assertEquals(JSON.parse(await Deno.readTextFile(path)), kernelspec("/bin/deno"));
    assertEquals((await writeKernelspec(folder, "/bin/deno")).replaced, false);
    assertEquals((await writeKernelspec(folder, "/opt/deno")).replaced, true);
    for (const other of [`{"argv":["python","-m","ipykernel"]}`, "no JSON"]) {
      await Deno.writeTextFile(path, other);
      await assertRejects(() => writeKernelspec(folder, "/bin/deno"), Error, "not Deno's; remove it first");
      assertEquals(await Deno.readTextFile(path), other);
    }
  });
});

Deno.test("denoExecutable() names an executable file", async () => {
  assert((await Deno.stat(await denoExecutable())).isFile);
});

Deno.test({
  name: "denoExecutable() prefers a deno that npm does not throw away",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inTempDir(async (folder) => {
      const cached = join(folder, "_npx", "1");
      const kept = join(folder, "bin");
      for (const [bin, version] of [[cached, Deno.version.deno], [kept, Deno.version.deno]]) {
        await Deno.mkdir(bin, { recursive: true });
        await Deno.writeTextFile(join(bin, "deno"), `#!/bin/sh\necho "deno ${version} (stable)"\n`, { mode: 0o755 });
      }
      const [running, path] = [join(cached, "deno"), `${cached}:/no/such:${kept}`];
      assertEquals(await denoExecutable(running, path), join(kept, "deno"));
      assertEquals(await denoExecutable(join(kept, "deno"), path), join(kept, "deno"));
      await Deno.writeTextFile(join(kept, "deno"), `#!/bin/sh\necho "deno 1.0.0"\n`);
      assertEquals(await denoExecutable(running, path), running);
    }),
});
