import { describedSvg, texCaption } from "../../../lib/figures/files/caption.ts";
import { assert, assertEquals } from "../../assert.ts";

const figure = { name: "curve", caption: "K at t = 0.5 of E. Noether's data, R&D < 1. Bands are 95 % intervals." };

Deno.test("describedSvg() makes the caption the picture's title and description", () => {
  const svg = describedSvg('<svg class="main-svg" width="1">\n<g/></svg>\n', figure);
  assertEquals(
    svg,
    '<svg class="main-svg" width="1" role="img" aria-labelledby="curve-title curve-desc">\n' +
      '<title id="curve-title">K at t = 0.5 of E. Noether\'s data, R&amp;D &lt; 1</title>\n' +
      '<desc id="curve-desc">K at t = 0.5 of E. Noether\'s data, R&amp;D &lt; 1. Bands are 95 % intervals.</desc>\n' +
      "<g/></svg>\n",
  );
  const legend = describedSvg('<svg><g clip-path="url(#legend6d1fe2)"/><g clip-path="url(#clip1)"/></svg>', figure);
  assert(legend.endsWith('<g/><g clip-path="url(#clip1)"/></svg>'), legend);
});

Deno.test("texCaption() escapes what TeX takes for itself", () => {
  const tex = texCaption({ name: "a_b", caption: "5 % of {x_1} & σ² ≈ 10⁻⁴, ‖∂ε̂‖ → ∞ for #1 \\ ~" });
  assertEquals(
    tex,
    "\\caption{5 \\% of \\{x\\_1\\} \\& $\\sigma^{2}$ $\\approx$ 10$^{-4}$, $\\|\\partial\\hat{\\epsilon}\\|$ " +
      "$\\to$ $\\infty$ for \\#1 \\textbackslash{} \\textasciitilde{}}\n\\label{fig:a_b}\n",
  );
  assertEquals(texCaption({ name: "a", caption: "at t̃" }), "\\caption{at $\\tilde{t}$}\n\\label{fig:a}\n");
  assert(!/(?<!\\)[%&#_]/.test(tex.replace(/\$[^$]*\$|\\label.*/g, "")));
});
