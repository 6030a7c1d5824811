/// <reference lib="dom" />
/**
 * The explorer's page: its form, its address, its charts.
 * @module
 */
import { notebookCell } from "../explorer/cell.ts";
import { chartsOf } from "../explorer/charts.ts";
import { DRAFT, type Explored, FULL } from "../explorer/explored.ts";
import { checkState, type ExplorerState, FIRST, readPoints, readState, writeState } from "../explorer/state.ts";
import { startAsking } from "./ask.ts";
import { saveFile, showCharts } from "./charts_view.ts";
import { drawPlane, pointOf } from "./plane.ts";

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const form = element<HTMLFormElement>("form"), plane = document.getElementById("plane") as unknown as SVGSVGElement;
const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
const NUMBERS = ["variance", "until", "intervals", "delta", "perturbation"] as const;
const WORDS = ["data", "schedule", "formula", "quantity", "coordinate"] as const;

let state: ExplorerState = FIRST, numbers: Partial<Explored> = {}, saving = false;

const asking = startAsking({
  found(of, found, exact) {
    numbers = found;
    element("charts").classList.remove("stale");
    showCharts(element("charts"), chartsOf(of, found), new Set(chartsOf(of, exact).map(({ id }) => id)));
    element("exponent").textContent = exponentText(found);
  },
  done(draft, milliseconds) {
    form.dataset.state = draft ? "draft" : "done";
    if (draft) form.dataset.draft = milliseconds.toFixed(1);
    element("drafting").textContent = draft
      ? `Draft, N = ${DRAFT.samples}, in ${milliseconds.toFixed(0)} ms; computing N = ${FULL.samples} …`
      : "";
    element("status").textContent = draft ? "" : `N = ${FULL.samples} points, 95 % intervals, seed 0`;
    if (!draft && saving) save();
  },
  failed: (why) => fail(why, state.schedule === "formula" ? "formula" : undefined),
  broken: fail,
});

function exponentText({ exponent, predicted }: Partial<Explored>): string {
  if (exponent === undefined || predicted === undefined) return "";
  const measured = typeof exponent === "string"
    ? exponent
    : `${digits(exponent.value)} [${digits(exponent.low)}, ${digits(exponent.high)}]`;
  const theory = typeof predicted === "string"
    ? predicted
    : Number.isFinite(predicted)
    ? digits(predicted)
    : "falls faster than any power";
  return `Power of t with which the slope grows as t → 0: ${measured}; predicted: ${theory}`;
}

function digits(value: number): string {
  return value.toFixed(4).replace("-", "−");
}

/** Gives up what was asked, and says why: the curves that are there are those of before. */
function fail(why: string, name?: "formula" | "points"): void {
  asking.drop();
  const charts = element("charts"), blank = charts.childElementCount === 0;
  say(why, name, blank);
  charts.classList.add("stale");
  element("status").textContent = "";
  element("drafting").textContent = blank ? "" : "The curves below are those of before.";
  form.dataset.state = "failed";
}

/** Says what is wrong beside the field that is to blame, if one is and can be seen; else, or too, above the charts. */
function say(why: string, name?: "formula" | "points", above: boolean = false): void {
  const blamed = name !== undefined && field(name).closest("[hidden]") === null ? name : undefined;
  const places = blamed === undefined ? ["failure"] : [`${blamed}-failure`, ...above ? ["failure"] : []];
  if (blamed !== undefined) field(blamed).setAttribute("aria-invalid", "true");
  for (const id of places) {
    element(id).textContent = why;
    element(id).hidden = false;
  }
}

function clearFailures(): void {
  for (const id of ["failure", "formula-failure", "points-failure"]) element(id).hidden = true;
  for (const name of ["formula", "points"]) field(name).removeAttribute("aria-invalid");
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

function show(since?: number): void {
  clearFailures();
  form.dataset.state = "asked";
  saving = false;
  // The workers first: what follows is done while they compute.
  asking.ask(state, since);
  for (const name of NUMBERS) {
    element(`${name}-value`).textContent = String(state[name]);
    field(name).setAttribute("aria-valuetext", String(state[name]));
  }
  element("formula-part").hidden = state.schedule !== "formula";
  element("plane-part").hidden = state.data === "line";
  field("variance").closest("p")!.hidden = state.data !== "mixture";
  drawPlane(plane, state.points);
  element("cell").textContent = notebookCell(state);
}

function change(event?: Event): void {
  try {
    state = read();
  } catch (error) {
    // Of all fields only this one takes what cannot be read; what a formula says is known when it is computed.
    return fail(error instanceof Error ? error.message : String(error), "points");
  }
  clearTimeout(writing);
  // Not at every step of a slider: browsers refuse a page that does so too often.
  writing = setTimeout(writeAddress, 150);
  show(event?.timeStamp);
}

let writing: ReturnType<typeof setTimeout> | undefined;

function writeAddress(): void {
  clearTimeout(writing);
  const address = writeState(state);
  history.replaceState(null, "", address === "" ? location.pathname : `#${address}`);
}

/** Whether the address leads to a place on the page, as the link past the navigation does, and says nothing of a state. */
function namesPlace(): boolean {
  return document.getElementById(location.hash.slice(1)) !== null;
}

function fromAddress(): void {
  let why: string | undefined;
  try {
    state = namesPlace() ? FIRST : readState(decodeURI(location.hash));
  } catch (error) {
    state = FIRST;
    why = error instanceof Error ? error.message : String(error);
  }
  fill();
  show();
  if (why !== undefined) say(why);
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
  clearTimeout(writing);
  history.replaceState(null, "", location.pathname);
  fromAddress();
});
// What reads formulas is large: it is loaded when the list that has "a formula" is opened.
field("schedule").addEventListener("pointerdown", () => asking.formulas(), { once: true });
element("copy-cell").onclick = () => copy(element("copy-cell"), notebookCell(state));
element("copy-link").onclick = () => {
  writeAddress();
  return copy(element("copy-link"), location.href);
};
element("json").onclick = () => form.dataset.state === "done" ? save() : saving = true;
addEventListener("hashchange", () => {
  if (!namesPlace()) fromAddress();
});
// For whoever wants the numbers in the console, and for tests.
Object.assign(globalThis, { nearzero: { numbers: () => numbers, state: () => state } });
fromAddress();

function save(): void {
  saving = false;
  const content = JSON.stringify({ state, fineness: FULL, ...numbers }, null, 1);
  saveFile("nearzero_explorer.json", content, "application/json");
}
