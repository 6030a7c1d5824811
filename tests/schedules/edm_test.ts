import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { edm } from "../../lib/schedules/edm.ts";

Deno.test("edm() puts ln(σ/α) at the quantiles of N(−1.2, 1.2²)", () => {
  const logSigma = (t: number) => -edm().at(t).logSnr / 2;
  assertAlmostEquals(logSigma(0.5), -1.2, 1e-15);
  assertAlmostEquals(logSigma(0.8413447460685429), 0, 1e-14);
  assertAlmostEquals(logSigma(0.02275013194817921), -3.6, 1e-13);
});

Deno.test("edm() has the pure data and the pure noise at its ends", () => {
  const { alpha, sigma, logSnr, dSigma } = edm().at(0);
  assertEquals([alpha, sigma, logSnr], [1, 0, Infinity]);
  assertEquals([Number.isFinite(dSigma), edm().at(1).sigma], [true, 1]);
});

Deno.test("edm() refuses a spread that is not positive", () => {
  assertThrows(() => edm({ std: 0 }), RangeError, "std must be greater than 0, got 0");
  assertEquals(edm({ mean: 0 }).name, "EDM (0, 1.2)");
});
