import { assert, assertEquals, assertMatch, assertRejects } from "../../assert.ts";
import {
  BrowserError,
  closeSharedBrowser,
  launchBrowser,
  sharedBrowser,
} from "../../../lib/figures/browser/browser.ts";
import { namesIn, tempDir } from "../../io/temp_dir.ts";
import { testWithBrowser } from "../with_browser.ts";
import { withEnv } from "../../with_env.ts";

const linux = Deno.build.os === "linux";

/** The processes whose arguments name a folder. */
function processesOf(folder: string): number[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter((pid) => {
    try {
      return pid !== Deno.pid && Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes(folder);
    } catch {
      return false;
    }
  });
}

/** The sockets that processes hold, as inodes. */
function socketsOf(pids: readonly number[]): string[] {
  return pids.flatMap((pid) => {
    try {
      const links = [...Deno.readDirSync(`/proc/${pid}/fd`)].map(({ name }) =>
        Deno.readLinkSync(`/proc/${pid}/fd/${name}`)
      );
      return links.flatMap((link) => link.match(/^socket:\[(\d+)\]$/)?.[1] ?? []);
    } catch {
      return [];
    }
  });
}

testWithBrowser("launchBrowser() starts a browser, and close() ends it and leaves nothing", async () => {
  await using dir = await tempDir();
  await withEnv({ TMPDIR: dir.path }, async () => {
    const browser = await launchBrowser();
    assertMatch(browser.version, /Chrom|Edg/);
    const page = await browser.browser.newPage();
    assertEquals(await page.evaluate("6 * 7"), 42);
    await browser.close();
    await browser.close();
    assert(!browser.browser.connected);
  });
  assertEquals(await namesIn(dir.path), []);
});

testWithBrowser("a browser opens no port, and its profile is its owner's alone", async () => {
  if (!linux) return;
  await using dir = await tempDir();
  await withEnv({ TMPDIR: dir.path }, async () => {
    const browser = await launchBrowser();
    try {
      const pids = processesOf(dir.path), held = new Set(socketsOf(pids));
      assert(pids.length > 1);
      for (const table of ["tcp", "tcp6", "udp", "udp6"]) {
        const rows = (await Deno.readTextFile(`/proc/net/${table}`)).trim().split("\n").slice(1);
        for (const row of rows) assert(!held.has(row.trim().split(/\s+/)[9]), `${table}: ${row}`);
      }
      const [profile] = await namesIn(dir.path);
      assertEquals((await Deno.stat(`${dir.path}/${profile}`)).mode! & 0o777, 0o700);
    } finally {
      await browser.close();
    }
  });
});

for (const signal of ["SIGKILL", "SIGHUP", "SIGINT", "SIGTERM"] as const) {
  testWithBrowser(`a browser does not outlive the process whose group is sent ${signal}`, async () => {
    if (!linux) return;
    await using dir = await tempDir();
    const module = new URL("../../../lib/figures/browser/browser.ts", import.meta.url);
    const script = `const { launchBrowser } = await import("${module}");
      await launchBrowser(); console.log("ready"); setInterval(() => {}, 1000);`;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", script],
      env: { TMPDIR: dir.path },
      stdout: "piped",
      stderr: "null",
      detached: true,
    }).spawn();
    const reader = child.stdout.getReader();
    assertEquals(new TextDecoder().decode((await reader.read()).value), "ready\n");
    assert(processesOf(dir.path).length > 1);
    Deno.kill(-child.pid, signal);
    await reader.cancel();
    await child.status;
    const deadline = Date.now() + 180_000;
    while (processesOf(dir.path).length > 0 || (await namesIn(dir.path)).length > 0) {
      assert(Date.now() < deadline, `${processesOf(dir.path)} and ${await namesIn(dir.path)} are still there`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
}

testWithBrowser("sharedBrowser() is one for the process, and another once that has ended", async () => {
  const browser = await sharedBrowser();
  assertEquals(await Promise.all([sharedBrowser(), sharedBrowser()]), [browser, browser]);
  await browser.close();
  const next = await sharedBrowser();
  assert(next !== browser && next.browser.connected);
  assertEquals(next.version, browser.version);
});

testWithBrowser("a script that has drawn ends by itself", async () => {
  const module = new URL("../../../lib/figures/browser/browser.ts", import.meta.url);
  const script = `const { sharedBrowser } = await import("${module}");
    const { browser, use } = await sharedBrowser();
    console.log(await use(async () => (await browser.newPage()).evaluate("6 * 7")));`;
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", script],
    stderr: "null",
    signal: AbortSignal.timeout(180_000),
  }).output();
  assertEquals([success, new TextDecoder().decode(stdout)], [true, "42\n"]);
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

Deno.test("launchBrowser() hands on what an executable says that is no browser", async () => {
  if (!linux) return;
  await using dir = await tempDir();
  const path = dir.file("chrome with a space");
  await Deno.writeTextFile(path, "#!/bin/sh\necho no display >&2\nexit 3\n", { mode: 0o755 });
  await withEnv({ NEARZERO_CHROME: path }, async () => {
    await assertRejects(() => launchBrowser(), BrowserError, `${path}: no display`);
  });
});

Deno.test("closeSharedBrowser() is harmless where there is none", async () => {
  await closeSharedBrowser();
  await closeSharedBrowser();
});
