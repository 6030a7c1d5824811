import { findNativeBuild } from "../../../lib/backend/native/location.ts";
import { assert, assertEquals, assertStringIncludes } from "../../assert.ts";
import { missing, unless } from "./machine.ts";

async function verify(...args: string[]): Promise<{ success: boolean; out: string; err: string }> {
  const script = new URL("../../../lib/backend/native/verify.ts", import.meta.url);
  const output = await new Deno.Command(Deno.execPath(), { args: ["run", "-A", script.href, ...args] }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { success: output.success, out: decode(output.stdout), err: decode(output.stderr) };
}

Deno.test("verify.ts fails for a folder without a build", async () => {
  const { success, err } = await verify("/nonexistent", "/nonexistent", "cpu");
  assertEquals(success, false);
  assertStringIncludes(err, "/nonexistent/kernels.so");
});

Deno.test({
  name: `verify.ts prints what it loaded${unless}`,
  ignore: missing !== "",
  fn: async () => {
    const found = await findNativeBuild();
    assert(found.build !== undefined);
    const { out } = await verify(found.folder, found.build.tensorflow, found.build.device);
    assertEquals(JSON.parse(out).version, found.build.version);
  },
});
