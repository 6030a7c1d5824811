import { join } from "node:path";
import { addonSources, findNativeBuild, hashSources, nativeDir } from "../../../lib/backend/native/location.ts";
import { assert, assertEquals, assertMatch } from "../../assert.ts";
import { onMachine } from "./machine.ts";

Deno.test("findNativeBuild() tells a finished build from none, a damaged, an old and an incomplete one", async () => {
  await onMachine(async (folder) => {
    const why = async () => {
      const found = await findNativeBuild();
      return found.build === undefined ? found.why : "found";
    };
    assertEquals(await why(), "is not built");
    await Deno.mkdir(nativeDir("addon"), { recursive: true });
    const write = (text: string) => Deno.writeTextFile(nativeDir("addon", "build.json"), text);
    await write('{"tensorflow": ');
    assertMatch(await why(), /^has an unreadable build.json/);
    await write('{"tensorflow": 3}');
    assertMatch(await why(), /^has an unreadable build.json/);
    const build = { tensorflow: folder, version: "2.21.0", device: "cpu", sources: "0" };
    await write(JSON.stringify(build));
    assertEquals(await why(), "was built by another version of the kit");
    await write(JSON.stringify({ ...build, sources: await hashSources() }));
    assertMatch(await why(), /^lacks .*kernels\.so$/);
    for (const file of [nativeDir("addon", "kernels.so"), nativeDir("addon", "nearzero.node")]) {
      await Deno.writeTextFile(file, "");
    }
    await Deno.writeTextFile(join(folder, "libtensorflow_cc.so.2"), "");
    assertEquals(await why(), "found");
  });
});

Deno.test("addonSources() are there, and hashSources() depends on nothing else", async () => {
  const { binding, kernels } = addonSources();
  for (const source of [...binding, ...kernels]) assert((await Deno.stat(source)).isFile, source.href);
  assertMatch(await hashSources(), /^[0-9a-f]{64}$/);
  assertEquals(await hashSources(), await hashSources());
});
