/**
 * The explorer's numbers as a cell of a notebook.
 * @module
 */
import { errorTimes, FULL, NEAR_ZERO, slopeTimes } from "./explored.ts";
import { SCHEDULES } from "./schedule_choice.ts";
import { checkState, type ExplorerState } from "./state.ts";

/**
 * Writes TypeScript that computes what the explorer shows.
 * @param state What was chosen.
 * @returns A cell that needs nothing before it; it declares `slope`, `exponent`, `ideal`, `perfect`, `jumps`,
 * `price`, `perturbedIdeal` and `perturbedPerfect`, and shows slope and K.
 */
export function notebookCell(state: ExplorerState): string {
  const { quantity, coordinate, until, intervals, delta, perturbation } = checkState(state);
  const { samples, resamples } = FULL, options = `{ samples: ${samples}, resamples: ${resamples} }`;
  const schedule = state.schedule === "formula"
    ? { code: `fromFormula(${JSON.stringify(state.formula)})`, imports: ["fromFormula"] }
    : SCHEDULES[state.schedule];
  const data = dataCode(state);
  const last = Math.min(1.5 * until, 0.9), first = last / (8 * FULL.pairs), errors = errorTimes(state, FULL);
  const imports = [
    ...schedule.imports,
    data.name,
    ...["estimateSeries", "exactDerivative", "growthExponent", "linearSpace", "lines"],
    ...["lipschitzCurve", "logSpace", "midpoints", "oracleSubject", "predictionError", "Random", "sharedOptimum"],
    ...["shareTimesteps", "show"],
  ];
  return `import { ${[...new Set(imports)].join(", ")} } from "nearzero";

const oracle = ${data.code};
const schedule = ${schedule.code}, { at } = schedule, points = ${options};
const quantity = "${quantity}", coordinate = "${coordinate}";

// The slope of the ideal predictor, and the power of t with which it grows.
const slopeAt = (time: number) => exactDerivative(oracle, schedule, { time, quantity, coordinate, ...points });
const slope = Array.from(logSpace(${slopeTimes(FULL)[0]}, 0.9, ${FULL.times}), slopeAt);
const { exponent } = growthExponent(Array.from(logSpace(${NEAR_ZERO[0]}, ${NEAR_ZERO[1]}, 4), slopeAt), {
  resamples: ${resamples},
});

// K(t, t + Δ) of the ideal predictor and of the exact optimum of E-TSDM's loss.
const condition = shareTimesteps({ until: ${until}, intervals: ${intervals} });
const times = midpoints(${until}, ${intervals * FULL.nodes});
const optimum = sharedOptimum({ oracle, levelAt: at, condition, times });
const told = (x: Float64Array, time: number) => optimum.predict(x, time, quantity);
const ends = Array.from({ length: ${intervals} }, (_, i) => ${until} * (i + 1) / ${intervals});
const around = ends.flatMap((end) => [-1.001, -0.999, -0.001, 0.001].map((steps) => end + steps * ${delta}));
const pairs = [...linearSpace(${first}, ${last}, ${FULL.pairs}), ...around].filter((time) => time > 0)
  .sort((a, b) => a - b).map((time) => [time, time + ${delta}] as const);
const along = { ...points, coordinate: (time: number) => ${coordinate === "t" ? "time" : `at(time).${coordinate}`} };
const ideal = await lipschitzCurve(oracleSubject(oracle, at, { quantity }), pairs, along);
const shared = oracleSubject(oracle, at, { predict: told });
const perfect = await lipschitzCurve(shared, pairs, along);

// How far the optimum jumps at the end of each interval: K across the end, times the distance of the two times.
const sides = ends.map((end) => [end * (1 - 1e-9), end * (1 + 1e-9)] as const);
const jumps = (await lipschitzCurve(shared, sides, points)).map(({ span, estimate: { value, low, high } }, i) => ({
  time: ends[i],
  estimate: { value: span * value, low: span * low, high: span * high },
}));

// The price of sharing, and the errors where the input is moved.
const moves = new Random(0, "perturbation").normals(${samples} * oracle.dimension);
const moved = (x: Float64Array) => x.map((value, i) => value + ${perturbation} * moves[i]);
const best = (x: Float64Array, time: number) => oracle.evaluate(quantity, x, at(time)).value;
const errorOf = (predict: typeof best) =>
  Array.from(midpoints(${until}, ${errors.length}), (time) => ({
    time,
    estimate: predictionError({
      oracle,
      level: at(time),
      predict: (x) => predict(x, time),
      reference: (x) => best(x, time),
      ...points,
    }).error,
  }));
const price = errorOf(told);
const perturbedIdeal = errorOf((x, time) => best(moved(x), time));
const perturbedPerfect = errorOf((x, time) => told(moved(x), time));

console.log({ exponent, jumps, price, perturbedIdeal, perturbedPerfect });
await show(lines({ name: "explored", caption: "Slope and K, as the explorer shows them.", n: ${samples}, seeds: [0] }, [
  {
    x: { title: "t", scale: "log" },
    y: { title: "slope", scale: "log" },
    series: [estimateSeries("ideal predictor", slope)],
  },
  {
    x: { title: "t" },
    y: { title: "K" },
    series: [estimateSeries("ideal predictor", ideal), estimateSeries("perfect E-TSDM", perfect)],
  },
]));
`;
}

function dataCode({ data, points, variance }: ExplorerState): { readonly name: string; readonly code: string } {
  const flat = `Float64Array.of(${points.flat().join(", ")})`;
  if (data === "line") {
    return { name: "subspaceGaussian", code: "subspaceGaussian({ dimension: 3, basis: Float64Array.of(1, 2, 2) })" };
  }
  return data === "points" ? { name: "empiricalSet", code: `empiricalSet({ dimension: 2, points: ${flat} })` } : {
    name: "isotropicMixture",
    code: `isotropicMixture({ dimension: 2, means: ${flat}, variance: ${variance} })`,
  };
}
