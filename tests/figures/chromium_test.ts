import { assert, assertEquals, assertRejects } from "../assert.ts";
import { openSans, unpackChromium } from "../../lib/figures/chromium.ts";

const supported = Deno.build.os === "linux" && Deno.build.arch === "x86_64";

Deno.test({
  name: "unpackChromium() gives an executable and the libraries that it may lack",
  ignore: !supported, // npm's has a binary for Linux on x86-64 alone.
  async fn() {
    const chromium = await unpackChromium();
    assert((await Deno.stat(chromium.path)).mode! & 0o100);
    assert((await Deno.stat(`${chromium.libraries}/libnss3.so`)).isFile);
    assertEquals(await unpackChromium(), chromium);
  },
});

Deno.test({
  name: "unpackChromium() says why where the cache cannot be written",
  ignore: !supported,
  async fn() {
    const file = await Deno.makeTempFile();
    const before = Deno.env.get("NEARZERO_CACHE");
    Deno.env.set("NEARZERO_CACHE", file);
    try {
      await assertRejects(() => unpackChromium(), Error, "Cannot unpack Chromium: ");
    } finally {
      if (before === undefined) Deno.env.delete("NEARZERO_CACHE");
      else Deno.env.set("NEARZERO_CACHE", before);
      await Deno.remove(file);
    }
  },
});

Deno.test("openSans() gives three TrueType fonts", async () => {
  const fonts = await openSans();
  assertEquals([...fonts.keys()].sort(), ["Bold", "Italic", "Regular"]);
  for (const bytes of fonts.values()) assertEquals([...bytes.subarray(0, 4)], [0, 1, 0, 0]);
});
