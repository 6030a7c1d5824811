import { assert, assertEquals, assertRejects } from "../assert.ts";
import { BrowserError, closeSharedBrowser } from "../../lib/figures/browser/browser.ts";
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

Deno.test("bundleOf() packs long lists of numbers as Plotly's typed arrays, and leaves short ones", () => {
  const short = { x: [1, 2], y: [3, 4], label: "" }, { data } = figure;
  const bundle = bundleOf({ ...figure, data: [...data, short] })["application/vnd.plotly.v1+json"];
  const traces = (bundle as { data: { x: unknown; y: unknown }[] }).data,
    { dtype, bdata } = traces[0].y as Record<string, string>;
  const bytes = Uint8Array.from(atob(bdata), (character) => character.charCodeAt(0));
  assertEquals(dtype, "f4");
  assertEquals(new Float32Array(bytes.buffer), Float32Array.from((data[0] as { y: number[] }).y));
  assertEquals(traces.at(-1), short as never);
  // What float32 cannot tell apart keeps all of float64.
  const close = { x: Array.from({ length: 20 }, (_, i) => 1.7e9 + i), y: [], label: "" };
  const far = bundleOf({ ...figure, data: [close] })["application/vnd.plotly.v1+json"] as {
    data: { x: { dtype: string } }[];
  };
  assertEquals(far.data[0].x.dtype, "f8");
});

Deno.test("bundleOf() packs rows of numbers with their shape", () => {
  const rows = Array.from({ length: 20 }, (_, i) => [i, i + 0.5]);
  const bundle = bundleOf({ ...figure, data: [{ x: [1], y: [2], label: "", customdata: rows }] });
  const { data: [{ customdata }] } = bundle["application/vnd.plotly.v1+json"] as {
    data: { customdata: { dtype: string; bdata: string; shape: string } }[];
  };
  const bytes = Uint8Array.from(atob(customdata.bdata), (character) => character.charCodeAt(0));
  assertEquals([customdata.shape, customdata.dtype], ["20, 2", "f4"]);
  assertEquals(Array.from(new Float32Array(bytes.buffer)), rows.flat());
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
