import { join } from "node:path";
import { buildNative, removeNative } from "../../../lib/backend/native/build.ts";
import { nativeDir } from "../../../lib/backend/native/location.ts";
import { assertEquals, assertRejects, assertStringIncludes } from "../../assert.ts";
import { missing, onMachine, unless } from "./machine.ts";

const linux = Deno.build.os === "linux" && Deno.build.arch === "x86_64";
const silent = { say: () => {} };

/** What a failed build leaves in the cache folder. */
const leftovers = async () => (await Array.fromAsync(Deno.readDir(nativeDir()))).map(({ name }) => name);

Deno.test({
  name: "buildNative() says what is missing and leaves nothing behind",
  ignore: !linux,
  fn: async () => {
    await onMachine(async () => {
      await assertRejects(() => buildNative(silent), Error, "no C++ compiler");
    }, {});
    await onMachine(async () => {
      await assertRejects(() => buildNative({ ...silent, device: "cpu" }), Error, "no Python with pip");
      assertEquals(await leftovers(), []);
    }, { "g++": "exit 0" });
    await onMachine(async (folder) => {
      const error = await assertRejects(() => buildNative({ ...silent, tensorflow: folder }), Error);
      assertStringIncludes(error.message, `NEARZERO_TENSORFLOW=${folder} lacks libtensorflow_cc.so.2`);
      assertEquals(await leftovers(), []);
    }, { "g++": "exit 0" });
  },
});

Deno.test({
  name: "buildNative() names the compiler's error, and clears up after builds that were killed",
  ignore: !linux,
  fn: () =>
    onMachine(async (folder) => {
      await Deno.mkdir(join(folder, "tensorflow/include/tensorflow/c"), { recursive: true });
      for (const file of ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2", "include/tensorflow/c/c_api.h"]) {
        await Deno.writeTextFile(join(folder, "tensorflow", file), "");
      }
      await Deno.mkdir(nativeDir(".build-999999999-0"), { recursive: true });
      const said: string[] = [];
      const options = { say: (line: string) => said.push(line), tensorflow: folder };
      const error = await assertRejects(() => buildNative(options), Error);
      assertEquals(error.message, "Cannot compile the native backend with g++: x.cc:1: error: no luck");
      assertEquals(said, ["Compiling the addon with g++, about 15 seconds …"]);
      assertEquals(await leftovers(), []);
    }, { "g++": '[ "$1" = --version ] && exit 0\necho "x.cc: note" >&2\necho "x.cc:1: error: no luck" >&2\nexit 1' }),
});

Deno.test("removeNative() says whether there was anything", () =>
  onMachine(async () => {
    assertEquals(await removeNative(), false);
    await Deno.mkdir(nativeDir("addon"), { recursive: true });
    assertEquals(await removeNative(), true);
    assertEquals(await removeNative(), false);
  }));

Deno.test({
  name: `buildNative() leaves a finished build alone${unless}`,
  ignore: missing !== "",
  fn: async () => {
    const said: string[] = [];
    assertEquals(await buildNative({ say: (line) => said.push(line) }), false);
    assertStringIncludes(said[0], "Already built: TensorFlow ");
  },
});
