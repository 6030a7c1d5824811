import { fitPanels } from "../../lib/advice/panels.ts";
import { assert, assertAlmostEquals } from "../assert.ts";

const fine = { tolerance: 1e-12, most: 400 };

Deno.test("fitPanels() integrates, evaluates and differentiates what is analytic to rounding", async () => {
  const panels = await fitPanels((x) => Math.exp(-x) + 1 / (1 + x * x), -2, 5, fine);
  const integral = (x: number) => Math.exp(2) - Math.exp(-x) + Math.atan(x) + Math.atan(2);
  assertAlmostEquals(panels.total, integral(5), 1e-11);
  for (const x of [-2, -1.3, 0, 0.7, 3.99, 5]) {
    const { value, derivative } = panels.at(x);
    assertAlmostEquals(value, Math.exp(-x) + 1 / (1 + x * x), 1e-10);
    assertAlmostEquals(derivative, -Math.exp(-x) - 2 * x / (1 + x * x) ** 2, 1e-8);
    assertAlmostEquals(panels.until(x), integral(x), 1e-10);
    assertAlmostEquals(panels.placeOf(panels.until(x)), x, 1e-11);
  }
});

Deno.test("fitPanels() has nodes whose weights are a quadrature of any function of the kind", async () => {
  const { nodes } = await fitPanels((x) => 1 + x * x, 0, 3, fine);
  assertAlmostEquals(nodes.reduce((sum, { weight }) => sum + weight, 0), 3, 1e-13);
  assertAlmostEquals(nodes.reduce((sum, { x, weight }) => sum + weight * Math.sin(x), 0), 1 - Math.cos(3), 1e-12);
  assert(nodes.every(({ x }, i) => i === 0 || x > nodes[i - 1].x), "they rise");
});

Deno.test("fitPanels() halves about a kink, and no further than it is told", async () => {
  const kink = (x: number) => 1 + Math.abs(x - 0.3);
  const panels = await fitPanels(kink, -1, 1, { tolerance: 1e-9, most: 400 });
  assertAlmostEquals(panels.total, 2 + (1.3 ** 2 + 0.7 ** 2) / 2, 1e-9);
  assertAlmostEquals(panels.placeOf(panels.until(0.3)), 0.3, 1e-9);
  for (const most of [1, 3, 8]) {
    const { nodes } = await fitPanels(kink, -1, 1, { tolerance: 1e-12, most });
    assert(nodes.length <= 12 * most, `${nodes.length} nodes of ${most} panels`);
  }
});
