import { assert, assertEquals, assertRejects } from "../assert.ts";
import { BrowserError, closeSharedBrowser } from "../../lib/figures/browser.ts";
import { lines } from "../../lib/figures/lines.ts";
import { bundleOf, show } from "../../lib/notebook/show.ts";
import { testWithBrowser } from "../figures/with_browser.ts";
import { withEnv } from "../with_env.ts";

const t = Float64Array.from({ length: 100 }, (_, i) => 10 ** (-8 + 8 * i / 99));
const panel = { x: { title: "t" }, y: { title: "y" }, series: [{ label: "", x: t, y: t.map(Math.sqrt) }] };
const figure = lines({ name: "shown", caption: "A curve." }, [panel]);

Deno.test("bundleOf() holds every format, and Plotly's is small", () => {
  const bundle = bundleOf(figure, "<svg/>");
  assertEquals(Object.keys(bundle), ["application/vnd.plotly.v1+json", "image/svg+xml", "text/plain"]);
  assertEquals(Object.keys(bundleOf(figure)), ["application/vnd.plotly.v1+json", "text/plain"]);
  assert(JSON.stringify(bundle).length < 6000, `${JSON.stringify(bundle).length} bytes`);
});

testWithBrowser("show() exports outside a kernel and returns undefined", async () => {
  const folder = await Deno.makeTempDir();
  await withEnv({ NEARZERO_FIGURES: folder }, async () => assertEquals(await show(Promise.resolve(figure)), undefined));
  assertEquals([...Deno.readDirSync(folder)].length, 5);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("show() without a browser is an error, unless no files are wanted", async () => {
  const folder = await Deno.makeTempDir();
  await closeSharedBrowser();
  const none = { NEARZERO_FIGURES: folder, NEARZERO_CHROME: "/no/such/browser" };
  await withEnv(
    none,
    () => assertRejects(() => show(figure), BrowserError, "Cannot start a browser: /no/such/browser: "),
  );
  await withEnv({ ...none, NEARZERO_FILES: "0" }, async () => assertEquals(await show(figure), undefined));
  assertEquals([...Deno.readDirSync(folder)], []);
  await Deno.remove(folder, { recursive: true });
});
