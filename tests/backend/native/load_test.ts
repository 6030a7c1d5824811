import { loadNative, nativeLoaded } from "../../../lib/backend/native/load.ts";
import { findNativeBuild } from "../../../lib/backend/native/location.ts";
import { assert, assertEquals, assertRejects, assertStrictEquals } from "../../assert.ts";
import { missing, unless } from "./machine.ts";

Deno.test("loadNative() fails where there is no library, and nothing is loaded", async () => {
  // A copy of the module that has loaded nothing, whatever other tests of the process have.
  const fresh = new URL("../../../lib/backend/native/load.ts?fresh", import.meta.url).href;
  const { loadNative, nativeLoaded } = await import(fresh) as typeof import("../../../lib/backend/native/load.ts");
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
