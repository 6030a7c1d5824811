/// <reference lib="dom" />
/**
 * What every page does: light and dark, live figures, sorted tables, folded code, names found.
 * @module
 */
import { sortKey } from "./sort_key.ts";

const root = document.documentElement, base = document.body.dataset.root ?? "";

function theme(): void {
  const button = document.getElementById("theme") as HTMLButtonElement | null;
  if (button === null) return;
  const dark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const label = () => button.textContent = dark() ? "Light" : "Dark";
  button.hidden = false;
  button.onclick = () => {
    root.dataset.theme = dark() ? "light" : "dark";
    try {
      localStorage.setItem("nearzero-theme", root.dataset.theme);
    } catch { /* A page opened as a file may keep nothing. */ }
    label();
  };
  matchMedia("(prefers-color-scheme: dark)").onchange = label;
  label();
}

function code(): void {
  const button = document.querySelector<HTMLButtonElement>("button.unfold");
  if (button === null) return;
  button.hidden = false;
  button.onclick = () => {
    const cells = [...document.querySelectorAll<HTMLDetailsElement>("details.cell")],
      open = !cells.every((cell) => cell.open);
    for (const cell of cells) cell.open = open;
    button.textContent = open ? "Fold all code" : "Show all code";
  };
}

function tables(): void {
  for (const head of document.querySelectorAll<HTMLTableCellElement>("main thead th")) {
    if (head.textContent?.trim() === "") continue;
    const button = document.createElement("button"), table = head.closest("table")!, body = table.tBodies[0];
    if (body === undefined || body.rows.length < 3 || body.querySelector("[rowspan], [colspan]") !== null) continue;
    button.type = "button";
    button.append(...head.childNodes);
    head.replaceChildren(button);
    button.onclick = () => {
      const up = head.getAttribute("aria-sort") !== "ascending", column = head.cellIndex;
      for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const keyed = [...body.rows].map((row) => ({ row, key: sortKey(row.cells[column]?.textContent ?? "") }));
      keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) * (up ? 1 : -1));
      body.append(...keyed.map(({ row }) => row));
    };
  }
}

interface PlotlyScope {
  Plotly?: {
    newPlot(place: HTMLElement, data: unknown, layout: object, config: object): Promise<unknown>;
  };
}

let plotly: Promise<void> | undefined;

function loadPlotly(): Promise<void> {
  return plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${base}assets/plotly.js`;
    script.onload = () => resolve();
    script.onerror = () => {
      plotly = undefined;
      reject(new Error("its drawing library cannot be reached"));
    };
    document.head.append(script);
  });
}

function live(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button.live")) {
    button.hidden = false;
    button.onclick = async () => {
      const place = button.parentElement!.querySelector<HTMLElement>(".picture")!;
      button.disabled = true;
      try {
        const [answer] = await Promise.all([fetch(button.dataset.figure!), loadPlotly()]);
        if (!answer.ok) throw new Error(`its numbers cannot be reached (${answer.status})`);
        const { data, layout } = await answer.json();
        const picture = place.querySelector("img");
        place.replaceChildren();
        place.style.minHeight = `${picture?.height ?? 0}px`;
        await (globalThis as unknown as PlotlyScope).Plotly!.newPlot(place, data, layout, {
          displaylogo: false,
          displayModeBar: true,
          modeBarButtonsToRemove: ["select2d", "lasso2d"],
        });
        button.remove();
      } catch (error) {
        const sorry = document.createElement("p");
        sorry.className = "sorry";
        sorry.setAttribute("role", "alert");
        sorry.textContent = `Cannot show the figure live: ${
          error instanceof TypeError ? "its numbers cannot be reached from here" : (error as Error).message
        }; the picture stays`;
        button.replaceWith(sorry);
      }
    };
  }
}

function names(): void {
  const filter = document.getElementById("filter") as HTMLInputElement | null;
  if (filter === null) return;
  filter.oninput = () => {
    const wanted = filter.value.trim().toLowerCase();
    let count = 0;
    for (const item of document.querySelectorAll<HTMLElement>(".names li")) {
      const fits = item.textContent!.toLowerCase().includes(wanted);
      item.hidden = !fits;
      if (fits) count++;
    }
    for (const topic of document.querySelectorAll<HTMLElement>(".topic, .category")) {
      topic.hidden = topic.querySelector(".names li:not([hidden])") === null;
    }
    document.getElementById("found")!.textContent = wanted === "" ? "" : `${count} name${count === 1 ? "" : "s"}`;
  };
}

theme();
code();
tables();
live();
names();
