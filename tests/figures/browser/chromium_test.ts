import { assert, assertEquals, assertRejects, assertStringIncludes } from "../../assert.ts";
import { fileURLToPath } from "node:url";
import { openSans, unpackChromium } from "../../../lib/figures/browser/chromium.ts";
import { tempDir } from "../../io/temp_dir.ts";

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

Deno.test("openSans() reads an archive wherever it lies, and says which is damaged, cut short or not there", async () => {
  await using dir = await tempDir();
  const folder = dir.file("home of José 100%25 #1?");
  await Deno.mkdir(`${folder}/bin`, { recursive: true });
  const archive = `${folder}/bin/fonts.tar.br`;
  const refuses = async (why: string) => {
    const error = await assertRejects(() => openSans(archive), SyntaxError, `Cannot read ${archive}: `);
    assertStringIncludes((error as Error).message, why);
    assertStringIncludes((error as Error).message, `; remove ${folder}, and it is fetched again`);
  };
  await refuses("there is no such file");
  const whole = await Deno.readFile(
    fileURLToPath(new URL("../bin/fonts.tar.br", import.meta.resolve("@sparticuz/chromium"))),
  );
  await Deno.writeFile(archive, whole);
  assertEquals((await openSans(archive)).size, 3);
  for (const size of [0, 1, 1000, whole.length >> 1, whole.length - 1]) {
    await Deno.writeFile(archive, whole.subarray(0, size));
    await refuses("");
  }
  const damaged = whole.slice();
  damaged.fill(255, 500, 900);
  await Deno.writeFile(archive, damaged);
  await refuses("");
  await Deno.remove(archive);
  await Deno.mkdir(archive);
  await refuses("");
});
