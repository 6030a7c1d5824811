import { join } from "node:path";
import { downloadWheels, extraRequirements, unpackWheel } from "../../../lib/backend/native/wheel.ts";
import { assertEquals, assertRejects, assertStringIncludes } from "../../assert.ts";
import { onMachine } from "./machine.ts";
import { type StoredFile, storedZip } from "./stored_zip.ts";

const metadata = `Name: tensorflow
Requires-Dist: numpy>=1.26.0
Requires-Dist: nvidia-cudnn-cu12 <10.0,>=9.3.0.75; extra == "and-cuda"
Requires-Dist: nvidia-nccl-cu12<3.0,>=2.27.7; (sys_platform == "linux") and extra == 'and-cuda'
Requires-Dist: tensorflow-io-gcs-filesystem>=0.23.1; extra == "gcs-filesystem"
`;

async function withWheel(files: StoredFile[], test: (wheel: string, folder: string) => Promise<void>): Promise<void> {
  await onMachine(async (folder) => {
    const wheel = join(folder, "made.whl");
    await Deno.writeFile(wheel, storedZip(files));
    await test(wheel, join(folder, "out"));
  });
}

Deno.test("unpackWheel() takes the wanted files and no other", async () => {
  const files = [{ name: "a/libx.so.2", text: "library" }, { name: "a/x.py", text: "code" }, { name: "b/", text: "" }];
  await withWheel(files, async (wheel, out) => {
    assertEquals(await unpackWheel(wheel, out, (path) => !path.endsWith(".py")), 7);
    assertEquals(await Deno.readTextFile(join(out, "a/libx.so.2")), "library");
    assertEquals((await Array.fromAsync(Deno.readDir(join(out, "a")))).length, 1);
  });
});

Deno.test("unpackWheel() refuses archives that are damaged, climb out or lie about sizes", async () => {
  const refuse = async (files: StoredFile[], message: string) => {
    await withWheel(files, async (wheel, out) => {
      const error = await assertRejects(() => unpackWheel(wheel, out, () => true), Error);
      assertStringIncludes(error.message, `Cannot unpack ${wheel}: `);
      assertStringIncludes(error.message, message);
    });
  };
  await refuse([{ name: "../climb", text: "x" }], "invalid relative path");
  await refuse([{ name: "/etc/x", text: "x" }], "absolute path");
  await refuse([{ name: "x", text: "x", claimed: 4.1e9 }], "");
  await refuse([{ name: "x", text: "xyz", claimed: 2 }], "");
  await onMachine(async (folder) => {
    const wheel = join(folder, "cut.whl"), whole = storedZip([{ name: "x", text: "xyz" }]);
    await Deno.writeFile(wheel, whole.slice(0, whole.length - 30));
    await assertRejects(() => unpackWheel(wheel, folder, () => true), Error, "Cannot unpack");
    await assertRejects(() => unpackWheel(join(folder, "none.whl"), folder, () => true), Error, "none.whl");
  });
});

Deno.test("extraRequirements() reads what an extra asks for", async () => {
  await withWheel([{ name: "x-1.dist-info/METADATA", text: metadata }], async (wheel) => {
    const wanted = ["nvidia-cudnn-cu12<10.0,>=9.3.0.75", "nvidia-nccl-cu12<3.0,>=2.27.7"];
    assertEquals(await extraRequirements(wheel, "and-cuda"), wanted);
    assertEquals(await extraRequirements(wheel, "nothing"), []);
  });
  await withWheel([{ name: "x", text: "x" }], async (wheel) => {
    await assertRejects(() => extraRequirements(wheel, "and-cuda"), Error, "it has no METADATA");
  });
});

Deno.test({
  name: "downloadWheels() hands pip's last error on",
  ignore: Deno.build.os === "windows",
  fn: () =>
    onMachine(
      async (folder) => {
        const error = await assertRejects(() => downloadWheels("python3", ["x==1"], folder, false), Error);
        assertEquals(error.message, "Cannot download x==1 with pip: ERROR: No matching distribution found for x==1");
      },
      { python3: 'echo "ERROR: No matching distribution found for x==1" >&2\necho "notice: old pip" >&2\nexit 1' },
    ),
});
