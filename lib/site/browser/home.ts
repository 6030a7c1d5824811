/// <reference lib="dom" />
/**
 * The first page's live figure.
 * @module
 */
import { chartsOf } from "../explorer/charts.ts";
import type { Explored } from "../explorer/explored.ts";
import { type ExplorerState, FIRST, writeState } from "../explorer/state.ts";
import { startAsking } from "./ask.ts";
import { showCharts } from "./charts_view.ts";

const element = (id: string) => document.getElementById(id)!;
const chosen = element("hero-schedule") as HTMLSelectElement;
let state: ExplorerState = FIRST;

const sorry = (why: string) => {
  const place = document.createElement("p");
  place.className = "sorry";
  place.textContent = why;
  element("hero").replaceChildren(place);
};

const { ask } = startAsking({
  found(of, found, exact) {
    const charts = ({ slope }: Partial<Explored>) => chartsOf(of, { slope });
    showCharts(element("hero"), charts(found), new Set(charts(exact).map(({ id }) => id)));
    const { exponent, predicted } = found;
    if (typeof exponent === "object" && typeof predicted === "number") {
      element("hero-said").textContent = `As t → 0 it grows like t to the power ${digits(exponent.value)}; ` +
        `theory says ${digits(predicted)}. A mixture of two Gaussians in the plane, N = ${exponent.n} points.`;
    }
  },
  done(draft, milliseconds) {
    element("hero").dataset[draft ? "draft" : "exact"] = milliseconds.toFixed(1);
  },
  failed: sorry,
  broken: sorry,
}, "exponent");

function digits(value: number): string {
  return value.toFixed(3).replace("-", "−");
}

function look(): void {
  state = { ...FIRST, schedule: chosen.value };
  const address = writeState(state);
  (element("hero-link") as HTMLAnchorElement).href = `explorer.html${address && `#${address}`}`;
  ask(state);
}

chosen.onchange = look;
look();
