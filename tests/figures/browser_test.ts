import { assert, assertEquals, assertMatch, assertRejects } from "../assert.ts";
import { BrowserError, closeSharedBrowser, launchBrowser, sharedBrowser } from "../../lib/figures/browser.ts";
import { testWithBrowser } from "./with_browser.ts";
import { withEnv } from "../with_env.ts";

testWithBrowser("launchBrowser() starts a browser and close() ends it", async () => {
  const browser = await launchBrowser();
  assertMatch(browser.version, /Chrom|Edg/);
  assert(browser.endpoint.startsWith("ws://"));
  await browser.close();
  await browser.close();
  await assertRejects(
    () => withEnv({ NEARZERO_BROWSER: browser.endpoint }, async () => void await sharedBrowser()),
    BrowserError,
  );
});

testWithBrowser("a browser does not outlive the process that started it, even if that is killed", async () => {
  const module = new URL("../../lib/figures/browser.ts", import.meta.url);
  const script = `const { launchBrowser } = await import("${module}");
    console.log((await launchBrowser()).endpoint); setInterval(() => {}, 1000);`;
  const child = new Deno.Command(Deno.execPath(), { args: ["eval", script], stdout: "piped", stderr: "null" }).spawn();
  const reader = child.stdout.getReader();
  const endpoint = new TextDecoder().decode((await reader.read()).value).trim();
  child.kill("SIGKILL");
  await reader.cancel();
  await child.status;
  const alive = () =>
    fetch(`http://${new URL(endpoint).host}/json/version`).then((r) => r.text()).then(() => true, () => false);
  const deadline = Date.now() + 10_000;
  while (await alive()) {
    assert(Date.now() < deadline, "the browser is still there");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});

testWithBrowser("sharedBrowser() is one for the process, or the one that it is pointed to", async () => {
  const browser = await sharedBrowser();
  assertEquals(await sharedBrowser(), browser);
  await withEnv({ NEARZERO_BROWSER: browser.endpoint }, async () => {
    const same = await sharedBrowser();
    assertEquals([same.endpoint, same.version], [browser.endpoint, browser.version]);
    await same.close();
  });
  assertEquals((await sharedBrowser()).version, browser.version);
});

Deno.test("launchBrowser() says what it tried and what to do", async () => {
  await withEnv({ NEARZERO_CHROME: "/no/such/browser" }, async () => {
    const error = await assertRejects(
      () => launchBrowser(),
      BrowserError,
      "Cannot start a browser: /no/such/browser: ",
    );
    assertMatch((error as Error).message, /install Chrome or Chromium.*--no-files/);
  });
});

Deno.test("closeSharedBrowser() is harmless where there is none", async () => {
  await withEnv({ NEARZERO_BROWSER: "ws://127.0.0.1:9/" }, () => closeSharedBrowser());
});
