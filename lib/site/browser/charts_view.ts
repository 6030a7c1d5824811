/// <reference lib="dom" />
/**
 * Charts on the page: drawn into place, and saved as SVG.
 * @module
 */
import { type Chart, drawChart } from "../explorer/chart.ts";

/**
 * Shows charts in a place, each under its own title, and keeps what is there in place while it changes.
 * @param place Where.
 * @param charts The charts.
 * @param draft Whether they are drafts.
 */
export function showCharts(place: HTMLElement, charts: readonly Chart[], draft: boolean): void {
  if (place.querySelector(".chart") === null) place.replaceChildren();
  for (const chart of charts) {
    let box = place.querySelector<HTMLElement>(`[data-chart="${chart.id}"]`);
    if (box === null) {
      box = document.createElement("section");
      box.className = "chart";
      box.dataset.chart = chart.id;
      const title = document.createElement("h3"), drawing = document.createElement("div");
      const save = document.createElement("button");
      save.type = "button";
      save.textContent = "SVG";
      save.onclick = () => saveFile(`nearzero_${chart.id}.svg`, box!.dataset.alone!, "image/svg+xml");
      box.append(title, drawing, save);
      const ids = charts.map(({ id }) => id);
      const after = [...place.querySelectorAll<HTMLElement>(".chart")].find((other) =>
        ids.indexOf(other.dataset.chart!) > ids.indexOf(chart.id)
      );
      place.insertBefore(box, after ?? null);
    }
    box.classList.toggle("draft", draft);
    box.querySelector("h3")!.textContent = chart.title;
    box.querySelector("button")!.setAttribute("aria-label", `Save as SVG: ${chart.title}`);
    box.querySelector("div")!.innerHTML = drawChart(chart);
    box.dataset.alone = drawChart(chart, true);
  }
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
