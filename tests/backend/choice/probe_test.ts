import { backendNames, probeBackend, probeBackends } from "../../../lib/backend/choice/probe.ts";
import { assert, assertEquals } from "../../assert.ts";

Deno.test("probeBackends() says of each backend what it is, or why not and what to do", async () => {
  const probes = await probeBackends();
  assertEquals(probes.map(({ name }) => name), [...backendNames]);
  for (const { name, available, version, why } of probes) {
    assert(why.length > 0 && !why.includes("\n"), `${name}: why`);
    assert(!available || version.length > 0, `${name}: version`);
  }
  assert(probes[2].available && probes[3].available, "wasm and cpu are always there");
});

Deno.test("probeBackend() finds no native build in an empty cache", async () => {
  const cache = Deno.env.get("NEARZERO_CACHE"), folder = await Deno.makeTempDir();
  Deno.env.set("NEARZERO_CACHE", folder);
  try {
    const { available, why, remedy } = await probeBackend("native");
    const possible = Deno.build.os === "linux" && Deno.build.arch === "x86_64";
    assertEquals([available, remedy], [false, possible ? "deno task native" : ""]);
    assert(!possible || why === "is not built", why);
  } finally {
    if (cache === undefined) Deno.env.delete("NEARZERO_CACHE");
    else Deno.env.set("NEARZERO_CACHE", cache);
    await Deno.remove(folder, { recursive: true });
  }
});
