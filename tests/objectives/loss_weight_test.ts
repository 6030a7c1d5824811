import { validate } from "../../lib/io/validate.ts";
import { conversion } from "../../lib/oracle/convert.ts";
import { gridPath, schedulePath } from "../../lib/samplers/noise_path.ts";
import { cosine } from "../../lib/schedules/cosine.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { trigonometric } from "../../lib/schedules/trigonometric.ts";
import { zeroTerminalSnrGrid } from "../../lib/schedules/zero_terminal_snr.ts";
import { lossCoefficient, lossConfig, type LossWeight, type Target } from "../../lib/objectives/loss_weight.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";

const TARGETS: readonly Target[] = ["eps", "x0", "v"];
const WEIGHTS: readonly LossWeight[] = [
  ...TARGETS.map((of) => ({ kind: "uniform" as const, of })),
  { kind: "vlb" },
  { kind: "min-snr", gamma: 5 },
  { kind: "edm", sigmaData: 0.5 },
];
const paths = [schedulePath(linear()), gridPath(ddpmLinearGrid({ steps: 50 }))];

Deno.test("lossCoefficient() gives equivalent predictions one loss, whatever the weight", () => {
  for (const path of paths) {
    for (const time of [path.finest, 0.3 * path.noisiest, path.noisiest].map((t) => path.steps ? Math.round(t) : t)) {
      const level = path.levelAt(time), x = 0.7, eps = -0.4, saidEps = 0.9;
      for (const weight of WEIGHTS) {
        const [first, ...others] = TARGETS.map((prediction) => {
          // What is to be said and what is said, both in the words of this prediction.
          const [a, b] = conversion("eps", prediction, level), target = a * eps + b * x, output = a * saidEps + b * x;
          return (lossCoefficient({ prediction, weight }, path)?.(time) ?? 1) * (target - output) ** 2;
        });
        for (const other of others) assertAlmostEquals(other / first, 1, 1e-9, `${weight.kind} at ${time}`);
      }
    }
  }
});

Deno.test("lossCoefficient() is each paper's weight where it is known", () => {
  // Where α² = σ² = ½, the SNR is 1 and EDM's σ is 1.
  const path = schedulePath(trigonometric()), t = 0.5;
  const at = (prediction: Target, weight: LossWeight) => lossCoefficient({ prediction, weight }, path)!(t);
  assertAlmostEquals(at("x0", { kind: "min-snr", gamma: 5 }), 1, 1e-14);
  assertAlmostEquals(at("x0", { kind: "min-snr", gamma: 0.25 }), 0.25, 1e-14);
  assertAlmostEquals(at("x0", { kind: "edm", sigmaData: 0.5 }), (1 + 0.25) / 0.25, 1e-13);
  // ln(σ/α) = ln tan(πt/2), whose derivative is π/sin(πt).
  assertAlmostEquals(at("eps", { kind: "vlb" }), Math.PI, 1e-13);
  assertAlmostEquals(at("v", { kind: "uniform", of: "eps" }), 0.5, 1e-15);
  assertAlmostEquals(at("eps", { kind: "uniform", of: "x0" }), 1, 1e-14);
  assertEquals(lossCoefficient({ prediction: "v", weight: { kind: "uniform", of: "v" } }, path), undefined);
});

Deno.test("lossCoefficient() counts the likelihood's time in the whole path, on grids too", () => {
  const fine = gridPath(ddpmLinearGrid()), loss = { prediction: "eps", weight: { kind: "vlb" } } as const;
  const onGrid = lossCoefficient(loss, fine)!, onSchedule = lossCoefficient(loss, schedulePath(linear()))!;
  // Step k lies at t = (k + 1)/T; the grid's slope is that to the next step.
  for (const step of [300, 700]) assertAlmostEquals(onGrid(step) / onSchedule((step + 1.5) / 1000), 1, 1e-2);
});

Deno.test("lossCoefficient() is finite in pure noise where the weight is, and names the time where not", () => {
  const terminal = gridPath(zeroTerminalSnrGrid(ddpmLinearGrid({ steps: 10 })));
  const at = (prediction: Target, weight: LossWeight) => lossCoefficient({ prediction, weight }, terminal)!(9);
  assertAlmostEquals(at("v", { kind: "edm", sigmaData: 0.5 }), 4, 1e-14);
  assertEquals(at("v", { kind: "min-snr", gamma: 5 }), 0);
  assertThrows(() => at("eps", { kind: "edm", sigmaData: 0.5 }), RangeError, "alpha = 0");
  const end = lossCoefficient({ prediction: "v", weight: { kind: "vlb" } }, schedulePath(cosine()))!;
  assertThrows(() => end(1), RangeError, "time 1 has α = 0");
});

Deno.test("lossConfig fills in the defaults and names what is wrong", () => {
  const parse = (value: unknown) => validate("configure the loss", lossConfig(), value);
  assertEquals(parse({}), { prediction: "eps", weight: { kind: "uniform", of: "eps" } });
  assertEquals(parse({ prediction: "v", weight: { kind: "min-snr" } }), {
    prediction: "v",
    weight: { kind: "min-snr", gamma: 5 },
  });
  assertThrows(() => parse({ predicton: "v" }), RangeError, `did you mean "prediction"`);
  assertThrows(() => parse({ weight: { kind: "min-snr", gama: 1 } }), RangeError, `did you mean "gamma"`);
  const error = assertThrows(() => parse({ weight: { kind: "edn" } }), RangeError);
  assert((error as Error).message.includes("edm"));
});
