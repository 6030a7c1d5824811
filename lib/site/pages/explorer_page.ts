/**
 * The explorer's page: its form, which works from the keyboard alone, and the places of its charts.
 * @module
 */
import { escape } from "../explorer/chart.ts";
import { DRAFT, FULL } from "../explorer/explored.ts";
import { SCHEDULES } from "../explorer/schedule_choice.ts";
import type { Page } from "./page.ts";

const options = (pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([value, text]) => `<option value="${value}">${escape(text)}</option>`).join("");

/** A slider over the power of ten, or over the value itself. */
const slider = (id: string, label: string, range: string) =>
  `<p class="slider"><label for="${id}">${label}</label><input type="range" id="${id}" name="${id}" ${range}>
<output for="${id}" id="${id}-value"></output></p>`;

/**
 * Makes the explorer's page.
 * @returns The page.
 */
export function explorerPage(): Page {
  return {
    path: "explorer.html",
    title: "Explorer",
    description:
      "The exact side of nearzero, live: slope and K of ideal predictors near t = 0, and what sharing changes",
    scripts: ["assets/explorer.js"],
    body: `<h1>Explorer</h1>
<p>Data whose density is known, a schedule, and the ideal predictor of the one under the other: what happens near
<i>t</i> = 0, and what does sharing timesteps change? Everything is computed here, in float64, by the kit itself.
A draft follows the hand: <i>N</i> = ${DRAFT.samples} points at few times, and of a formula levels that are
interpolated. <i>N</i> = ${FULL.samples} points with 95 % intervals follow the draft.</p>
<noscript><p class="sorry">Cannot explore: this page computes, and scripts are off in this browser.</p></noscript>
<div class="explorer">
<form id="form" autocomplete="off">
<fieldset><legend>Data</legend>
<p><label for="data">Kind</label> <select id="data" name="data">${
      options([["mixture", "Gaussians around points"], ["points", "the points themselves"], [
        "line",
        "a line in space",
      ]])
    }</select></p>
<div id="plane-part"><svg id="plane" viewBox="-2.5 -2.5 5 5" role="img" aria-label="The points in the plane; click to add one"></svg>
<p><label for="points">Points, one a line</label><textarea id="points" name="points" rows="3" spellcheck="false"
aria-describedby="points-help points-failure"></textarea></p>
<p id="points-failure" class="sorry" role="alert" hidden></p><p id="points-help" class="help">Click in the plane to add a point, on a point
to take it away, or write them here: x, y.</p></div>
${slider("variance", "Variance", 'min="-4" max="0.3" step="0.01" data-log')}
</fieldset>
<fieldset><legend>Schedule and prediction</legend>
<p><label for="schedule">Schedule</label> <select id="schedule" name="schedule">${
      options([...Object.keys(SCHEDULES).map((word) => [word, word.replaceAll("-", " ")] as const), [
        "formula",
        "a formula",
      ]])
    }</select></p>
<p id="formula-part" hidden><label for="formula">α(t) =</label> <input id="formula" name="formula" spellcheck="false"
aria-describedby="formula-help formula-failure"> <span id="formula-help" class="help">falls from 1 at t = 0</span>
<span id="formula-failure" class="sorry" role="alert" hidden></span></p>
<p><label for="quantity">Prediction</label> <select id="quantity" name="quantity">${
      options([["eps", "ε, the noise"], ["x0", "x0, the data"], ["v", "v = α ε − σ x0"]])
    }</select></p>
<p><label for="coordinate">Slope against</label> <select id="coordinate" name="coordinate">${
      options([["t", "t"], ["sigma", "σ"], ["logSnr", "λ, the log-SNR"]])
    }</select></p>
</fieldset>
<fieldset><legend>Sharing and steps</legend>
${slider("until", "t̃, shared below", 'min="-2.3" max="-0.3" step="0.01" data-log')}
${slider("intervals", "n, intervals", 'min="1" max="20" step="1"')}
${slider("delta", "Δ of K", 'min="-6" max="-1" step="0.01" data-log')}
${slider("perturbation", "s, input moved by", 'min="0" max="1" step="0.01"')}
</fieldset>
<p class="buttons"><button type="button" id="copy-cell">Copy as notebook cell</button>
<button type="button" id="copy-link">Copy link</button>
<button type="button" id="json">Numbers (JSON)</button>
<button type="reset" id="reset">Start over</button></p>
</form>
<div class="results">
<p id="failure" class="sorry" role="alert" hidden></p>
<p id="exponent" class="exponent"></p>
<p class="help"><span id="status" role="status" data-starting>Starting …</span> <span id="drafting"></span></p>
<div id="charts" class="charts"></div>
<details class="cell"><summary>Notebook cell that makes the same numbers</summary><pre tabindex="0" class="code" role="region"
aria-label="Notebook cell"><code id="cell"></code></pre></details>
</div>
</div>`,
  };
}
