/// <reference lib="dom" />
import axe from "axe-core";
import { assertEquals } from "../assert.ts";
import { inState, open } from "./page.ts";
import { builtSite } from "./with_site.ts";

const { files, test } = await builtSite();

/** axe as the page has it. */
interface Scope {
  readonly axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
}

for (const scheme of ["light", "dark"]) {
  test(`every page meets WCAG AA, as axe sees it, in the ${scheme}`, async ({ page, url }) => {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    for (const path of files.map(({ path }) => path).filter((path) => path.endsWith(".html"))) {
      await open(page, url + path);
      if (path === "explorer.html") await inState(page, "draft");
      // What is folded is looked at, too.
      await page.$$eval("details", (all) => all.forEach((each) => each.open = true));
      await page.evaluate(axe.source);
      const found = await page.evaluate(async () => {
        const runOnly = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] };
        const { violations } = await (globalThis as unknown as Scope).axe.run({ runOnly, resultTypes: ["violations"] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html).join(" | ")}`);
      });
      assertEquals(found, [], path);
    }
  });
}
