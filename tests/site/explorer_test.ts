import { join } from "node:path";
import { cosine } from "../../lib/schedules/cosine.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { scheduleEntries } from "../../lib/schedules/registry.ts";
import {
  chartsOf,
  chooseSchedule,
  DRAFT,
  drawChart,
  type ExplorerState,
  FIRST,
  FULL,
  notebookCell,
  pairsOf,
  readState,
  SCHEDULES,
  writeState,
} from "../../lib/site/explorer/mod.ts";
import { exactDerivative } from "../../lib/lipschitz/exact_derivative.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "../assert.ts";
import { tempDir } from "../io/temp_dir.ts";
import { exploreAll } from "./explore_all.ts";

Deno.test("writeState() and readState() are inverse, and the first state needs no words", () => {
  assertEquals(writeState(FIRST), "");
  assertEquals(readState(""), FIRST);
  const state: ExplorerState = {
    data: "points",
    points: [[0.25, -1], [2, 3.5]],
    variance: 0.5,
    schedule: "formula",
    formula: "exp(-3 t^2) + 0",
    quantity: "v",
    coordinate: "logSnr",
    until: 0.05,
    intervals: 7,
    delta: 1e-5,
    perturbation: 0,
  };
  assertEquals(readState(`#${writeState(state)}`), state);
});

Deno.test("readState() names what it cannot read", () => {
  assertThrows(() => readState("shedule=linear"), RangeError, '"shedule"');
  assertThrows(() => readState("until=7"), RangeError, "until");
  assertThrows(() => readState("intervals=2.5"), RangeError, "intervals");
  assertThrows(() => readState("until="), RangeError, "until");
  assertThrows(() => readState("data=spiral"), RangeError, '"spiral"');
  assertThrows(() => readState("points=1,x"), SyntaxError, "1,x");
  for (
    const [address, sentence] of [
      ["until=0", "Cannot explore: until must be in [0.0001, 0.5], got 0"],
      ["intervals=21", "Cannot explore: intervals must be in [1, 20], got 21"],
      ["delta=1", "Cannot explore: delta must be in [0.000001, 0.1], got 1"],
      ["perturbation=-1", "Cannot explore: perturbation must be in [0, 1], got -1"],
      ["points=1e9,0", "Cannot explore: a point's coordinate must be in [-100, 100], got 1000000000"],
      ["data=spiral", 'Cannot explore: no data "spiral", there is mixture, points, line'],
    ]
  ) assertThrows(() => readState(address), RangeError, sentence);
});

Deno.test("SCHEDULES holds every schedule that needs no more than its word", () => {
  const words = scheduleEntries.filter(({ needsOptions }) => !needsOptions).map(({ kind }) => kind);
  assertEquals(Object.keys(SCHEDULES).toSorted(), words.filter((word) => word !== "formula").toSorted());
});

Deno.test("chooseSchedule() gives the library's schedules, and refuses as the library does", async () => {
  const chosen = await chooseSchedule("cosine", "");
  for (const t of [1e-8, 0.3, 1e-8]) assertEquals(chosen.at(t), cosine().at(t));
  await assertRejects(() => chooseSchedule("formula", "2 - t"), RangeError, "alpha");
  await assertRejects(() => chooseSchedule("formula", "cos("), SyntaxError);
  await assertRejects(() => chooseSchedule("bogus", ""), RangeError, '"bogus"');
});

Deno.test("explore() gives the library's numbers", async () => {
  const { slope, exponent, predicted, told, jumps, perfect } = await exploreAll(FIRST);
  assert(typeof slope !== "string" && typeof jumps !== "string" && typeof perfect !== "string");
  const oracle = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0), variance: 0.04 });
  for (const { time, estimate } of slope) {
    const { samples } = DRAFT;
    assertAlmostEquals(estimate.value, exactDerivative(oracle, linear(), { time, samples }).estimate.value, 1e-12);
  }
  // A smooth density under DDPM's schedule: the power −1/2.
  assert(typeof exponent !== "string" && typeof predicted === "number");
  assertAlmostEquals(exponent.value, -0.5, 1e-3);
  assertAlmostEquals(predicted, -0.5, 1e-3);
  assert(typeof told !== "string");
  for (const { time, told: c } of told) {
    if (time < FIRST.until) assert(c <= time && time - c < FIRST.until / FIRST.intervals + 1e-12);
    else assertEquals(c, time);
  }
  assertEquals(jumps.length, FIRST.intervals);
  // Within an interval the shared prediction does not move: K is 0 where t + Δ shares t's condition.
  const width = FIRST.until / FIRST.intervals;
  for (const { time, estimate } of perfect) {
    const inside = Math.floor(time / width) === Math.floor((time + FIRST.delta) / width);
    if (time + FIRST.delta < FIRST.until && inside) assertEquals(estimate.value, 0);
  }
});

Deno.test("explore() puts the library's sentence where a part cannot be had", async () => {
  // The projection onto points does not move as t → 0, so that its slope has no power.
  const { exponent, predicted, slope } = await exploreAll({ ...FIRST, data: "points", quantity: "x0" });
  assert(typeof exponent === "string" && exponent.startsWith("Cannot fit an exponent of growth"), `${exponent}`);
  assertEquals(predicted, Infinity);
  assert(typeof slope !== "string");
});

Deno.test("pairsOf() passes over no jump", () => {
  const state = { ...FIRST, intervals: 20, delta: 1e-5 };
  const pairs = pairsOf(state, DRAFT);
  for (let i = 1; i <= 20; i++) {
    const end = state.until * i / 20;
    assert(pairs.some(([time, other]) => time < end && other > end), `${end}`);
  }
  assert(pairs.every(([time], i) => i === 0 || time >= pairs[i - 1][0]));
});

/** Choices that go through every kind of data, schedule, prediction and coordinate. */
const CHOICES: readonly ExplorerState[] = [
  FIRST,
  { ...FIRST, data: "points", schedule: "cosine", quantity: "v", coordinate: "sigma" },
  {
    ...FIRST,
    data: "line",
    schedule: "formula",
    formula: "exp(-3 t^2)",
    quantity: "x0",
    coordinate: "logSnr",
    intervals: 3,
  },
];

Deno.test("notebookCell() makes the numbers of explore()", async () => {
  await using dir = await tempDir();
  const curves = ["slope", "ideal", "perfect", "jumps", "price", "perturbedIdeal", "perturbedPerfect"] as const;
  for (const [i, state] of CHOICES.entries()) {
    const cell = notebookCell(state).split("\nawait show(")[0].replace(
      'from "nearzero"',
      `from "${new URL("../../lib/mod.ts", import.meta.url)}"`,
    ).replace(/^console\.log.*$/m, "");
    // Fewer points, for the sake of time.
    const quick = cell.replace("samples: 256, resamples: 500", "samples: 6, resamples: 10").replace("256 *", "6 *")
      .replaceAll("resamples: 500", "resamples: 10");
    const path = join(dir.path, `cell_${i}.ts`);
    await Deno.writeTextFile(path, `${quick}\nexport { exponent, ${curves.join(", ")} };\n`);
    const made = await import(new URL(`file://${path}`).href);
    const found = await exploreAll(state, { ...FULL, samples: 6, resamples: 10 });
    for (const key of curves) {
      const curve = found[key];
      assert(typeof curve !== "string", `${key}: ${curve}`);
      assertEquals(made[key].length, curve.length, key);
      curve.forEach(({ time, estimate }, k) => {
        assertEquals(made[key][k].time, time);
        for (const end of ["value", "low", "high"] as const) {
          assertAlmostEquals(made[key][k].estimate[end], estimate[end], 1e-12 * Math.max(1, estimate.value));
        }
      });
    }
    assert(typeof found.exponent !== "string");
    assertAlmostEquals(made.exponent.value, found.exponent.value, 1e-12);
  }
});

Deno.test("drawChart() draws every series, names itself, and says why there is nothing", async () => {
  const charts = chartsOf(FIRST, await exploreAll(FIRST));
  assertEquals(charts.map(({ id }) => id), ["slope", "k", "told", "jumps", "price", "perturbed"]);
  for (const chart of charts) {
    const svg = drawChart(chart, true);
    assert(svg.startsWith("<svg ") && svg.endsWith("</svg>") && svg.includes("<title"));
    assert(!/NaN|undefined|Infinity/.test(svg), chart.id);
  }
  const empty = drawChart({
    id: "x",
    title: "a < b",
    x: { label: "t" },
    y: { label: "y" },
    series: "Cannot do: it & that",
  });
  assert(empty.includes("a &lt; b") && empty.includes("it &amp; that"));
  assert(!empty.includes("<path"));
});

Deno.test("drawChart() puts points where their numbers say", () => {
  const svg = drawChart({
    id: "x",
    title: "x",
    x: { label: "t", log: true },
    y: { label: "y", log: true },
    series: [{ label: "a", points: [1e-4, 1e-2, 1].map((x) => ({ x, y: x ** -0.5 })) }],
  });
  const path = /class="line s0 d0" d="M([\d. ]+)L([\d. ]+)L([\d. ]+)"/.exec(svg)!.slice(1).map((at) =>
    at.trim().split(" ").map(Number)
  );
  // A power law is a straight line, and the middle decade lies in the middle.
  assertAlmostEquals(path[1][0], (path[0][0] + path[2][0]) / 2, 0.02);
  assertAlmostEquals(path[1][1], (path[0][1] + path[2][1]) / 2, 0.02);
});
