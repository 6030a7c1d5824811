import { exactDerivative } from "../../lib/lipschitz/exact_derivative.ts";
import { bootstrap } from "../../lib/numerics/stats.ts";
import { intervalText, shown } from "../../lib/numerics/shown.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import { ddim } from "../../lib/samplers/methods/ddim.ts";
import { gridLevels } from "../../lib/samplers/levels.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { procedural } from "../../lib/datasets/procedural.ts";
import { assert, assertEquals } from "../assert.ts";

/** What a notebook shows of a value. */
async function looks(value: object): Promise<Record<string, string>> {
  return await (value as Record<symbol, () => Promise<Record<string, string>>>)[Symbol.for("Jupyter.display")]();
}

Deno.test("shown() leaves a value as it is, but for a notebook", async () => {
  const value = { a: 1 }, same = shown(value, ({ a }) => ({ heading: "<It>", rows: [["a & b", String(a)]] }));
  assert(same === value);
  assertEquals([Object.keys(value), JSON.stringify(value), structuredClone(value)], [["a"], '{"a":1}', { a: 1 }]);
  const { "text/plain": text, "text/html": html } = await looks(value);
  assertEquals(text, "<It>\n  a & b  1");
  assert(html.includes("&lt;It&gt;") && html.includes("a &amp; b") && !html.includes("<It>"));
});

Deno.test("intervalText() has as many digits as tell the interval", () => {
  const text = (value: number, low: number, high: number) => intervalText({ value, low, high, n: 9, confidence: 0.95 });
  assertEquals(text(1.5234567, 1.48123, 1.57123), "1.523 [1.481, 1.571], 95 % interval, N = 9");
  assertEquals(text(-0.25012345, -0.25023456, -0.25001234), "-0.250123 [-0.250235, -0.250012], 95 % interval, N = 9");
  assertEquals(text(0, 0, 0), "0 [0, 0], 95 % interval, N = 9");
});

Deno.test("schedules, estimates, plans and pictures show what matters of them", async () => {
  const schedule = linear(), data = isotropicMixture({ dimension: 2, means: Float64Array.of(0, 0), variance: 1 });
  const plain = async (value: object) => (await looks(value))["text/plain"];
  assert((await plain(schedule)).startsWith(`Schedule ${schedule.name}`));
  const found = exactDerivative(data, schedule, { time: 0.01, samples: 8 });
  assert((await plain(found)).includes("N = 8"), await plain(found));
  assert((await plain(found)).length < 300, "the quotients are not listed");
  assert((await plain(bootstrap([1, 2, 3]))).includes("N = 3"));
  const plan = ddim(gridLevels(ddpmLinearGrid(), [999, 500, 0]));
  assert((await plain(plan)).includes("evaluations"), await plain(plan));
  const html = (await looks(procedural(3, 0, 8)))["text/html"];
  assert(html.includes("data:image/png;base64,"), html.slice(0, 300));
});
