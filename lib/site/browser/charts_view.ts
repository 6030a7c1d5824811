/// <reference lib="dom" />
/**
 * Charts on the page: drawn into place, and saved as SVG.
 * @module
 */
import { type Chart, drawChart } from "../explorer/chart.ts";

/** What a place on the page shows. */
interface Shown {
  readonly chart: Chart;
  readonly svg: string;
  readonly draft: boolean;
}

const shown = new WeakMap<HTMLElement, Shown>(), wanted = new WeakSet<HTMLElement>();

/**
 * Shows charts in a place, each under its own title; what is there and does not change stays untouched.
 * @param place Where.
 * @param charts The charts.
 * @param exact The ids of those that are no drafts.
 */
export function showCharts(place: HTMLElement, charts: readonly Chart[], exact: ReadonlySet<string>): void {
  if (place.querySelector(".chart") === null) place.replaceChildren();
  const ids = charts.map(({ id }) => id);
  for (const chart of charts) {
    const box = place.querySelector<HTMLElement>(`[data-chart="${chart.id}"]`) ?? addBox(place, ids, chart.id);
    const svg = drawChart(chart), before = shown.get(box), draft = !exact.has(chart.id);
    shown.set(box, { chart, svg, draft });
    if (before?.draft !== draft) box.classList.toggle("draft", draft);
    if (before?.chart.title !== chart.title) {
      box.querySelector("h3")!.textContent = chart.title;
      box.querySelector("button")!.setAttribute("aria-label", `Save as SVG: ${chart.title}`);
    }
    if (before?.svg !== svg) box.querySelector(".drawing")!.innerHTML = svg;
    if (!draft && wanted.delete(box)) save(box);
  }
}

/** An empty chart, in the order of the others. */
function addBox(place: HTMLElement, ids: readonly string[], id: string): HTMLElement {
  const box = document.createElement("section"), button = document.createElement("button");
  box.className = "chart";
  box.dataset.chart = id;
  const drawing = document.createElement("div");
  drawing.className = "drawing";
  button.type = "button";
  button.textContent = "SVG";
  // A draft is not saved: what is exact is, once it is there.
  button.onclick = () => shown.get(box)!.draft ? wanted.add(box) : save(box);
  box.append(document.createElement("h3"), drawing, button);
  const after = [...place.querySelectorAll<HTMLElement>(".chart")].find(({ dataset }) =>
    ids.indexOf(dataset.chart!) > ids.indexOf(id)
  );
  place.insertBefore(box, after ?? null);
  return box;
}

function save(box: HTMLElement): void {
  const { chart } = shown.get(box)!;
  saveFile(`nearzero_${chart.id}.svg`, drawChart(chart, true), "image/svg+xml");
}

/**
 * Hands a file to the reader.
 * @param name Its name.
 * @param content Its content.
 * @param type Its MIME type.
 */
export function saveFile(name: string, content: string, type: string): void {
  const link = document.createElement("a"), url = URL.createObjectURL(new Blob([content], { type }));
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
