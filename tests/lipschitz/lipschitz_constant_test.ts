import { estimateQuotients } from "../../lib/lipschitz/lipschitz_constant.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../assert.ts";
import { lipschitzConstant, lipschitzCurve, oracleSubject, type Subject } from "../../lib/lipschitz/mod.ts";
import { gaussian, subspaceGaussian } from "../../lib/oracle/mod.ts";
import { ddpmLinearGrid, gridLevel } from "../../lib/schedules/grid.ts";
import { linear } from "../../lib/schedules/linear.ts";

const grid = ddpmLinearGrid(), step = (k: number) => gridLevel(grid, k);

Deno.test("lipschitzConstant() of N(0, I) is E‖x‖ |σ(t) − σ(t′)|/|t − t′|", async () => {
  const subject = oracleSubject(gaussian({ mean: new Float64Array(3) }), step);
  const { estimate, span } = await lipschitzConstant(subject, { time: 4, other: 5, samples: 4000 });
  // E‖x‖ of three standard normals is √(8/π).
  assertAlmostEquals(estimate.value, Math.sqrt(8 / Math.PI) * (grid.sigma[5] - grid.sigma[4]), 2e-4);
  assert(estimate.low < estimate.value && estimate.value < estimate.high);
  assertEquals([span, estimate.n, estimate.confidence], [1, 4000, 0.95]);
});

Deno.test("lipschitzConstant() on a manifold is √(d − k) |Δ ln σ|/Δt, up to the width of the step", async () => {
  const basis = Float64Array.of(...new Float64Array(40), 1).subarray(1);
  const subject = oracleSubject(subspaceGaussian({ dimension: 40, basis }), step);
  for (const [k, change] of [[19, 0.041], [99, 0.009]]) {
    const { estimate } = await lipschitzConstant(subject, { time: k, other: k + 1, samples: 400 });
    // ε*(x, t′) = x⊥/σ′: the exact change is σ/σ′ − 1, not ln.
    assertAlmostEquals(estimate.value, Math.sqrt(38.5) * (1 - Math.exp(-change)), 0.02 * change * 40);
  }
});

Deno.test("lipschitzConstant() measures the distance in any coordinate", async () => {
  const schedule = linear(), subject = oracleSubject(gaussian({ mean: new Float64Array(2) }), schedule.at);
  const pair = { time: 0.1, other: 0.1001, samples: 500 };
  const { estimate } = await lipschitzConstant(subject, { ...pair, coordinate: (t) => schedule.at(t).sigma });
  // ε* = σ x: the slope in σ is ‖x‖, whatever the schedule does.
  assertAlmostEquals(estimate.value, Math.sqrt(Math.PI / 2), 0.1);
});

Deno.test("lipschitzConstant() makes its points again from the seed, in any batches that are the same", async () => {
  const subject = oracleSubject(gaussian({ mean: new Float64Array(2) }), step),
    pair = { time: 9, other: 10, samples: 50 };
  const [a, b, c] = await Promise.all([
    lipschitzConstant(subject, { ...pair, batch: 20 }),
    lipschitzConstant(subject, { ...pair, batch: 20 }),
    lipschitzConstant(subject, { ...pair, batch: 20, seed: 1 }),
  ]);
  assertEquals(a, b);
  assert(a.estimate.value !== c.estimate.value);
});

Deno.test("lipschitzConstant() releases every batch of a subject that holds memory", async () => {
  let alive = 0;
  const make = (value: number) => (alive++, { value });
  const subject: Subject<{ value: number }> = {
    draw: () => make(0),
    predict: (_, time) => Promise.resolve(make(time)),
    norms: (terms) => Float64Array.of(Math.abs(terms.reduce((sum, [c, { value }]) => sum + c * value, 0))),
    release: () => void alive--,
  };
  const { quotients } = await lipschitzConstant(subject, { time: 3, other: 7, samples: 2, batch: 1 });
  assertEquals([alive, ...quotients], [0, 1, 1]);
});

Deno.test("lipschitzCurve() takes the same data and noise at every pair", async () => {
  const subject = oracleSubject(gaussian({ mean: new Float64Array(1) }), step);
  const curve = await lipschitzCurve(subject, [[0, 1], [50, 51]], { samples: 20 });
  assertEquals(curve.map(({ time }) => time), [0, 50]);
  assertEquals(curve[1], await lipschitzConstant(subject, { time: 50, other: 51, samples: 20 }));
});

Deno.test("estimateQuotients() and lipschitzConstant() refuse bad arguments by name", async () => {
  const subject = oracleSubject(gaussian({ mean: new Float64Array(1) }), step);
  const same = () => lipschitzConstant(subject, { time: 1, other: 2, coordinate: () => 0 });
  await assertRejects(async () => await same(), RangeError, "the distance between time and other");
  await assertRejects(
    () => estimateQuotients(subject, 1, 1, [[1, 1]], { samples: 1 }),
    RangeError,
    "samples must be at least 2",
  );
  await assertRejects(
    () => estimateQuotients(subject, 1, 1, [[1, 1]], { batch: 0 }),
    RangeError,
    "batch must be at least 1",
  );
  await assertRejects(
    () => lipschitzConstant(subject, { time: 1, other: 1000 }),
    RangeError,
    "step must be in [0, 999]",
  );
});
