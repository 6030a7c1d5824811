import { edmForm, type EdmPreconditioning, plainForm } from "../../../lib/pretrained/models/form.ts";
import { gridPath, schedulePath } from "../../../lib/samplers/noise_path.ts";
import { edm } from "../../../lib/schedules/edm.ts";
import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { linear } from "../../../lib/schedules/linear.ts";
import { assertAlmostEquals, assertEquals } from "../../assert.ts";

Deno.test("edmForm() is the preconditioner of the paper's table 1, and its slope the derivative", () => {
  const kinds: [EdmPreconditioning, (e: number) => number[]][] = [
    [
      "EDMPrecond",
      (e) => [0.25 / (e * e + 0.25), e * 0.5 / Math.sqrt(e * e + 0.25), 1 / Math.sqrt(e * e + 0.25), Math.log(e) / 4],
    ],
    ["VEPrecond", (e) => [1, e, 1, Math.log(e / 2)]],
    ["VPPrecond", (e) => [1, -e, 1 / Math.sqrt(e * e + 1), NaN]],
  ];
  for (const [kind, table] of kinds) {
    const path = schedulePath(kind === "VPPrecond" ? linear() : edm()), form = edmForm(path, kind);
    for (const time of [0.01, 0.3, 0.8]) {
      const { alpha, sigma } = path.levelAt(time), [skip, out, into, noise] = table(sigma / alpha);
      const [a, b] = form.output(time), said = 0.7, x = -1.3;
      // x0 = c_skip x/α + c_out F, and ε = (x − α x0)/σ.
      const wanted = (x - alpha * (skip * x / alpha + out * said)) / sigma;
      assertAlmostEquals(a * said + b * x, wanted, 1e-12 * Math.abs(wanted) + 1e-12);
      assertAlmostEquals(form.input(time), into / alpha, 1e-13);
      assertAlmostEquals(form.told(time), kind === "VPPrecond" ? 999 * time : noise, 1e-10);
      const h = 1e-5 * time, slope = (form.told(time + h) - form.told(time - h)) / (2 * h);
      assertAlmostEquals(form.toldSlope(time) / slope, 1, 1e-6);
    }
  }
});

Deno.test("plainForm() of ε is the network's word", () => {
  const form = plainForm(gridPath(ddpmLinearGrid()), "eps", 0.5);
  assertEquals([form.input(3), form.told(3), ...form.output(3), form.toldSlope(3)], [1, 1.5, 1, 0, 0.5]);
});
