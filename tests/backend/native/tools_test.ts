import { checkRoom, findCompiler, findPython, gigabytes, hasNvidiaDriver } from "../../../lib/backend/native/tools.ts";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "../../assert.ts";
import { onMachine } from "./machine.ts";

const posix = Deno.build.os !== "windows";

Deno.test({
  name: "findCompiler() and findPython() take what runs, or say what to install",
  ignore: !posix,
  fn: async () => {
    await onMachine(async () => {
      assertStringIncludes((await assertRejects(findCompiler, Error)).message, "no C++ compiler (g++, clang++, c++)");
      assertStringIncludes((await assertRejects(findPython, Error)).message, "NEARZERO_TENSORFLOW=DIR");
    }, {});
    await onMachine(async () => {
      assertEquals(await findCompiler(), "clang++");
      assertEquals(await findPython(), "python");
    }, { "g++": "exit 1", "clang++": "exit 0", python: "exit 0" });
  },
});

Deno.test({
  name: "hasNvidiaDriver() asks nvidia-smi",
  ignore: !posix,
  fn: () => onMachine(async () => assert(await hasNvidiaDriver()), { "nvidia-smi": "exit 0" }),
});

Deno.test("checkRoom() names the disk, what is free and what is needed", async () => {
  const folder = await Deno.makeTempDir();
  await checkRoom(`${folder}/not/yet/there`, 1);
  const error = await assertRejects(() => checkRoom(`${folder}/not/yet/there`, 1e18), Error);
  assertStringIncludes(error.message, `${folder} has `);
  assertStringIncludes(error.message, "1000000000.0 GB are needed; make room");
  await Deno.remove(folder);
});

Deno.test("gigabytes() rounds for reading", () => {
  assertEquals([274e6, 1.25e9, 7e9].map(gigabytes), ["274 MB", "1.3 GB", "7.0 GB"]);
});
