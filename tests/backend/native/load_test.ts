import { loadNative, nativeLoaded } from "../../../lib/backend/native/load.ts";
import { findNativeBuild } from "../../../lib/backend/native/location.ts";
import { assert, assertEquals, assertRejects, assertStrictEquals } from "../../assert.ts";
import { missing, unless } from "./machine.ts";

Deno.test("loadNative() fails where there is no library, and nothing is loaded", async () => {
  const build = { tensorflow: "/nonexistent", version: "", device: "cpu", sources: "" } as const;
  await assertRejects(() => loadNative(build, "/nonexistent"));
  assertEquals(nativeLoaded(), false);
});

Deno.test({
  name: `loadNative() loads once${unless}`,
  ignore: missing !== "",
  sanitizeResources: false,
  fn: async () => {
    const found = await findNativeBuild();
    assert(found.build !== undefined);
    const loaded = await loadNative(found.build, found.folder);
    assertEquals(loaded.version, found.build.version);
    assert(nativeLoaded());
    assertStrictEquals(await loadNative(found.build, "/elsewhere"), loaded);
  },
});
