/**
 * The first page: the question, one live figure, two commands.
 * @module
 */
import { escape } from "../explorer/chart.ts";
import { SCHEDULES } from "../explorer/schedule_choice.ts";
import { renderCode, renderTex } from "./markdown.ts";
import { titleOf } from "./notebook_page.ts";
import type { Page } from "./page.ts";
import type { SiteSource } from "./source.ts";

/**
 * Makes the first page.
 * @param source The site's source.
 * @returns The page.
 */
export function homePage({ notebooks }: SiteSource): Page {
  const schedules = ["linear", "cosine", "flow-matching", ...Object.keys(SCHEDULES)];
  const list = [...notebooks].map(([name, book]) =>
    `<li><a href="notebooks/${name}.html">${escape(titleOf(book, name))}</a></li>`
  );
  return {
    path: "index.html",
    title: "nearzero",
    description: "A notebook research kit: what happens to a diffusion model near t = 0, and what does sharing change?",
    scripts: ["assets/home.js"],
    body: `<h1>What happens to a diffusion model near <i>t</i> = 0?</h1>
<p class="lead">Near the data, the best prediction of the noise can change infinitely fast with time
(<a href="https://arxiv.org/abs/2306.11251">Yang et al., ICLR 2024</a>). Their E-TSDM tells the network one time for a
whole interval of early steps. <b>nearzero</b> re-makes both twice: exactly, on data whose ideal predictor is known, and
learned, with networks trained on pictures.</p>
<section class="hero" aria-labelledby="hero-title">
<h2 id="hero-title">The slope of an ideal predictor, computed here</h2>
<p><label for="hero-schedule">Schedule</label> <select id="hero-schedule">${
      [...new Set(schedules)].map((word) => `<option value="${word}">${word.replaceAll("-", " ")}</option>`).join("")
    }</select> <a href="explorer.html" id="hero-link">Change the data, the sharing, everything</a></p>
<div id="hero" class="charts one"><p class="help" data-starting>Computing …</p></div>
<p id="hero-said" class="help" role="status"></p>
<noscript><p class="sorry">Cannot draw the live figure: scripts are off in this browser. The
<a href="gallery.html">gallery</a> needs none.</p></noscript>
</section>
<h2>Two commands</h2>
${
      renderCode(
        "deno task lab            # JupyterLab on the notebooks, with the kit's kernel\ndeno task figures 00     # the first notebook, headless",
        "bash",
      )
    }
<h2>Read it</h2>
<ol class="books" start="0">${list.join("")}</ol>
<h2>The theorem</h2>
<p>The ideal prediction's speed at a fixed point has two terms, and the schedule's own diverges wherever
${renderTex("d\\alpha_t/dt \\ne 0", false)} at 0:</p>
${
      renderTex(
        String
          .raw`\frac{\partial \varepsilon^*}{\partial t} = \frac{\alpha_t}{\sqrt{1 - \alpha_t^2}}\frac{d\alpha_t}{dt}\nabla \log q_t(x) - \sigma_t\,\frac{\partial}{\partial t}\nabla\log q_t(x)`,
        true,
      )
    }
<p><a href="guides/theory.html">The theory on one page</a></p>`,
  };
}
