/// <reference lib="dom" />
/**
 * The explorer's page: its form, its address, its charts.
 * @module
 */
import { notebookCell } from "../explorer/cell.ts";
import { chartsOf } from "../explorer/charts.ts";
import { type Explored, FULL } from "../explorer/explore.ts";
import { checkState, type ExplorerState, FIRST, readPoints, readState, writeState } from "../explorer/state.ts";
import { startAsking } from "./ask.ts";
import { saveFile, showCharts } from "./charts_view.ts";
import { drawPlane, pointOf } from "./plane.ts";

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const form = element<HTMLFormElement>("form"), plane = document.getElementById("plane") as unknown as SVGSVGElement;
const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
const NUMBERS = ["variance", "until", "intervals", "delta", "perturbation"] as const;
const WORDS = ["data", "schedule", "formula", "quantity", "coordinate"] as const;

let state: ExplorerState = FIRST, numbers: Partial<Explored> = {};

const ask = startAsking({
  found(found, draft) {
    numbers = found;
    showCharts(element("charts"), chartsOf(state, found), draft);
    const { exponent, predicted } = found;
    if (exponent === undefined || predicted === undefined) return;
    const measured = typeof exponent === "string"
      ? exponent
      : `${digits(exponent.value)} [${digits(exponent.low)}, ${digits(exponent.high)}]`;
    const theory = typeof predicted === "string"
      ? predicted
      : Number.isFinite(predicted)
      ? digits(predicted)
      : "falls faster than any power";
    element("exponent").textContent =
      `Power of t with which the slope grows as t → 0: ${measured}; predicted: ${theory}`;
  },
  done(draft, milliseconds) {
    form.dataset.state = draft ? "draft" : "done";
    if (draft) form.dataset.draft = milliseconds.toFixed(1);
    element("status").textContent = draft
      ? `Draft in ${milliseconds.toFixed(0)} ms; computing N = ${FULL.samples} …`
      : `N = ${FULL.samples} points, 95 % intervals, seed 0`;
  },
  failed: fail,
});

function digits(value: number): string {
  return value.toFixed(4).replace("-", "−");
}

function fail(why: string): void {
  const place = element("failure");
  place.textContent = why;
  place.hidden = false;
  element("status").textContent = "";
  form.dataset.state = "failed";
}

/** Puts a state into the form. */
function fill(): void {
  for (const name of WORDS) field(name).value = state[name];
  for (const name of NUMBERS) {
    const input = field(name);
    input.value = String(input.dataset.log === undefined ? state[name] : Math.log10(state[name]));
  }
  field("points").value = state.points.map((point) => point.join(", ")).join("\n");
}

/** Reads a state from the form. */
function read(): ExplorerState {
  const words = Object.fromEntries(WORDS.map((name) => [name, field(name).value]));
  const values = Object.fromEntries(NUMBERS.map((name) => {
    const input = field(name), value = Number(input.value);
    // What the slider shows is what is computed: three digits.
    const kept = String(input.dataset.log === undefined ? state[name] : Math.log10(state[name]));
    const same = Math.abs(Number(kept) - value) < 0.006;
    return [name, input.dataset.log === undefined ? value : same ? state[name] : Number((10 ** value).toPrecision(3))];
  }));
  return checkState({ ...words, ...values, points: readPoints(field("points").value) } as unknown as ExplorerState);
}

function show(): void {
  element("failure").hidden = true;
  for (const name of NUMBERS) {
    element(`${name}-value`).textContent = String(state[name]);
    field(name).setAttribute("aria-valuetext", String(state[name]));
  }
  element("formula-part").hidden = state.schedule !== "formula";
  element("plane-part").hidden = state.data === "line";
  field("variance").closest("p")!.hidden = state.data !== "mixture";
  drawPlane(plane, state.points);
  element("cell").textContent = notebookCell(state);
  form.dataset.state = "asked";
  ask(state);
}

function change(): void {
  try {
    state = read();
    const address = writeState(state);
    history.replaceState(null, "", address === "" ? location.pathname : `#${address}`);
    show();
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

function fromAddress(): void {
  try {
    state = readState(decodeURI(location.hash));
  } catch (error) {
    state = FIRST;
    fill();
    show();
    return fail(error instanceof Error ? error.message : String(error));
  }
  fill();
  show();
}

async function copy(button: HTMLElement, text: string): Promise<void> {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "The browser does not let this page copy";
  }
  setTimeout(() => button.textContent = before, 1500);
}

plane.addEventListener("click", (event) => {
  const [x, y] = pointOf(plane, event), near = state.points.findIndex((p) => Math.hypot(p[0] - x, p[1] - y) < 0.12);
  const points = near < 0 ? [...state.points, [x, y] as const] : state.points.filter((_, i) => i !== near);
  field("points").value = points.map((point) => point.join(", ")).join("\n");
  change();
});
form.addEventListener("input", change);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", (event) => {
  event.preventDefault();
  history.replaceState(null, "", location.pathname);
  fromAddress();
});
element("copy-cell").onclick = () => copy(element("copy-cell"), notebookCell(state));
element("copy-link").onclick = () => copy(element("copy-link"), location.href);
element("json").onclick = () =>
  saveFile(
    "nearzero_explorer.json",
    JSON.stringify({ state, fineness: FULL, ...numbers }, null, 1),
    "application/json",
  );
addEventListener("hashchange", fromAddress);
// For whoever wants the numbers in the console, and for tests.
Object.assign(globalThis, { nearzero: { numbers: () => numbers, state: () => state } });
fromAddress();
