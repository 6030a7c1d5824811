import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "puppeteer-core";
import { assert, assertEquals } from "../assert.ts";
import { launchBrowser } from "../../lib/figures/browser/browser.ts";
import { ensureJupyter, findJupyter } from "../../lib/jupyter/jupyter.ts";
import { startLab } from "../../lib/jupyter/lab.ts";
import { pause } from "../../lib/jupyter/kernel/wait.ts";

const checkout = fileURLToPath(new URL("../../", import.meta.url));
const notebook = join(checkout, "notebooks", "00_start_here.ipynb");
const places = { venv: join(checkout, ".venv") };
const mayMake = Deno.env.get("NEARZERO_LAB") === "1";
const ignore = !mayMake && await findJupyter(places) === undefined;

/** Runs all cells by the menu, as a reader does. */
async function runAll(page: Page): Promise<void> {
  await page.waitForSelector(".jp-Notebook .jp-CodeCell", { timeout: 90_000 });
  // The notebook's own indicator says idle before there is a kernel; cells run then are lost.
  await page.waitForSelector("#jp-main-statusbar ::-p-text(Deno | Idle)", { timeout: 90_000 });
  await page.locator(".lm-MenuBar-itemLabel ::-p-text(Run)").click();
  await page.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click();
}

/** What a reader sees: the bars, the figures, the errors. */
function look(page: Page): Promise<{ bars: string[]; figures: number; errors: string[]; waiting: number }> {
  return page.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: { querySelectorAll(selector: string): Iterable<unknown> };
    };
    const texts = (selector: string) =>
      [...document.querySelectorAll(selector)].map((element) => (element as { innerText: string }).innerText);
    return {
      bars: texts(".jp-OutputArea-output").filter((text) => /[━─]/.test(text)),
      figures:
        [...document.querySelectorAll(".js-plotly-plot .main-svg, .jp-RenderedSVG img, .jp-RenderedSVG svg")].length,
      errors: texts('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]'),
      waiting: texts(".jp-InputPrompt").filter((text) => text.includes("*")).length,
    };
  });
}

/** How the first figure lies in the page, and what it says of the point under the pointer. */
async function lookAtFigure(page: Page): Promise<{ share: number; buttons: string[]; hover: string }> {
  // The picture of before is there until Lab has loaded what draws.
  await page.waitForSelector(".js-plotly-plot .nsewdrag", { timeout: 90_000 });
  const figure = (await page.$(".js-plotly-plot"))!;
  await figure.evaluate((element) =>
    (element as unknown as { scrollIntoView(where: object): void }).scrollIntoView({ block: "center" })
  );
  const share = await figure.evaluate((element) => {
    const own = element as unknown as Sized & { closest(selector: string): Sized };
    return own.getBoundingClientRect().width / own.closest(".jp-OutputArea-output").getBoundingClientRect().width;
  });
  // Along the middle of the plot until a curve is met.
  const { x, y, width, height } = (await (await figure.$(".nsewdrag"))!.boundingBox())!;
  let hover = "";
  for (let i = 1; i < 60 && hover === ""; i++) {
    await page.mouse.move(x + width / 3, y + height * i / 60);
    await pause(60);
    hover = await figure.$$eval(
      ".hoverlayer text",
      (texts) => (texts as unknown as { textContent: string }[]).map(({ textContent }) => textContent).join(" "),
    );
  }
  const buttons = await figure.$$eval(
    ".modebar-btn",
    (all) =>
      (all as unknown as { getAttribute(name: string): string }[]).map((button) => button.getAttribute("data-title")),
  );
  return { share, buttons, hover };
}

/** What has a place on a page. */
interface Sized {
  getBoundingClientRect(): { readonly width: number };
}

/** Takes the README's picture, with the first figure in view. */
async function takePicture(page: Page): Promise<void> {
  await page.$eval(
    ".js-plotly-plot, .jp-RenderedSVG",
    (figure) => (figure as unknown as { scrollIntoView(where: object): void }).scrollIntoView({ block: "end" }),
  );
  await pause(1_000);
  await page.screenshot({ path: join(checkout, "figures", "jupyterlab.png") });
}

Deno.test({
  name:
    `startLab() serves JupyterLab, where 00_start_here runs to a full bar and a figure that fills the page and says what it shows${
      ignore ? " (no JupyterLab here; NEARZERO_LAB=1 allows the test to make one)" : ""
    }`,
  ignore,
  // The browser's connection keeps a process and timers of its own beyond the test.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const before = await Deno.readTextFile(notebook);
    const browser = await launchBrowser();
    const home = await Deno.makeTempDir({ prefix: "nearzero-lab-" });
    let lab: Awaited<ReturnType<typeof startLab>> | undefined;
    try {
      const env = { NEARZERO_FIGURES: join(home, "figures") };
      const jupyter = await ensureJupyter(places);
      lab = await startLab({ jupyter, root: join(checkout, "notebooks"), home, isolated: true, env });
      const page = await browser.browser.newPage();
      await page.setViewport({ width: 1280, height: 1000, deviceScaleFactor: 1.5 });
      await page.goto(`http://127.0.0.1:${lab.port}/lab/tree/00_start_here.ipynb?reset&token=${lab.token}`);
      await runAll(page);
      let seen = await look(page);
      const full = (bar: string) => /━ (\d+)\/\1 /.test(bar) && !bar.includes("─");
      for (const until = Date.now() + 120_000; Date.now() < until; seen = await look(page)) {
        if (seen.bars.length > 0 && seen.bars.every(full) && seen.figures > 0 && seen.waiting === 0) break;
        await pause(200);
      }
      assertEquals(seen.errors, []);
      assert(seen.bars.length > 0 && seen.bars.every(full), `the bars end as ${JSON.stringify(seen.bars)}`);
      assert(seen.figures > 0, "no figure is seen");
      const { share, buttons, hover } = await lookAtFigure(page);
      assert(share > 0.95, `the figure takes ${share} of the width that is there`);
      assert(buttons.some((title) => /Reset|Autoscale/.test(title)) && buttons.some((title) => /Download/.test(title)));
      assert(/\[.+, .+\].*N = 256/.test(hover), `the point under the pointer says "${hover}"`);
      if (Deno.env.get("NEARZERO_SCREENSHOT")) await takePicture(page);
      await page.close();
    } finally {
      await lab?.stop();
      await browser.close();
      const left = await Array.fromAsync(Deno.readDir(join(home, "runtime"))).catch(() => []);
      await Deno.remove(home, { recursive: true });
      // Jupyter removes a kernel's connection file when it has ended the kernel.
      assertEquals(left.filter(({ name }) => name.startsWith("kernel-")).map(({ name }) => name), []);
    }
    assertEquals(await Deno.readTextFile(notebook), before);
  },
});
