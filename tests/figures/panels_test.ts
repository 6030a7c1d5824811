import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { axisName, panelAxes, panelHeight, panelTitle, placePanels } from "../../lib/figures/panels.ts";

Deno.test("placePanels() gives every panel its width and height, and nothing overlaps", () => {
  const page = placePanels({ count: 5, labelWidth: 30, titled: true }, { perRow: 2 });
  const { margin } = page.layout as { margin: Record<"l" | "r" | "t" | "b", number> };
  const [width, height] = [page.width - margin.l - margin.r, page.height - margin.t - margin.b];
  page.panels.forEach((panel, i) => {
    assertAlmostEquals((panel.x[1] - panel.x[0]) * width, panel.width, 1e-6);
    assertAlmostEquals((panel.y[1] - panel.y[0]) * height, panel.height, 1e-6);
    for (const other of page.panels.slice(0, i)) {
      assert(other.x[1] < panel.x[0] || panel.x[1] < other.x[0] || panel.y[1] < other.y[0]);
    }
  });
});

Deno.test("placePanels() makes room for a legend, more if its entries need two rows", () => {
  const height = (legend: string[]) => placePanels({ count: 1, labelWidth: 30, legend }, {}).height;
  assert(height([]) < height(["DDPM", "E-TSDM"]));
  assert(height(["DDPM", "E-TSDM"]) < height(["a schedule with a long name", "another one with a long name"]));
});

Deno.test("axisName() is Plotly's", () => assertEquals([axisName("x", 0), axisName("y", 2)], ["x", "y3"]));

Deno.test("panelAxes() anchors a panel's axes to each other", () => {
  const [, panel] = placePanels({ count: 2, labelWidth: 30 }, {}).panels;
  const axes = panelAxes(1, panel, { type: "log" }, {});
  assertEquals(axes, {
    xaxis2: { type: "log", domain: panel.x, anchor: "y2" },
    yaxis2: { domain: panel.y, anchor: "x2" },
  });
});

Deno.test("panelTitle() stands above its panel", () => {
  const [panel] = placePanels({ count: 1, labelWidth: 30 }, {}).panels;
  const { y, yanchor } = panelTitle("(a)", panel) as Record<string, unknown>;
  assertEquals([y, yanchor], [1, "bottom"]);
});

Deno.test("panelHeight() is the arrangement's", () =>
  assertEquals([panelHeight({}), panelHeight({ panelHeight: 90 })], [180, 90]));
