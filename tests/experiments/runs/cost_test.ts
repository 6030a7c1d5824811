import { describeCost, trainingCost } from "../../../lib/experiments/runs/cost.ts";
import { forwardFlops, stepFlops } from "../../../lib/experiments/runs/flops.ts";
import { mlpConfig, unetConfig } from "../../../lib/nn/config.ts";
import { assert, assertEquals, assertLess } from "../../assert.ts";

const cifar = unetConfig({
  shape: [32, 32, 3],
  base: 128,
  multipliers: [1, 2, 2, 2],
  blocks: 2,
  attention: [16],
  groups: 32,
  up: "convolution",
  down: "stride",
});

const adm = unetConfig({
  shape: [256, 256, 3],
  base: 256,
  multipliers: [1, 1, 2, 2, 4, 4],
  blocks: 2,
  attention: [32, 16, 8],
  headWidth: 64,
  groups: 32,
  injection: "film",
  down: "residual",
  up: "residual",
});

Deno.test("forwardFlops() of an MLP are two for each weight of its maps", () => {
  const network = mlpConfig({ shape: [2], hidden: [8, 8], embedding: 4 });
  // 2 → 8 → 8 → 2, 4 → 4 → 4 for the time and 4 → 8 for each hidden layer.
  assertEquals(forwardFlops(network), 2 * (16 + 64 + 16 + 2 * 16 + 2 * 32));
});

Deno.test("forwardFlops() of DDPM's and ADM's networks are those that others counted", () => {
  // 6.1 and 1,120 GMAC: Bao et al. 2022 of DDPM on CIFAR-10, Peebles & Xie 2023 (table 4) of ADM at 256 × 256.
  assertLess(Math.abs(forwardFlops(cifar) / 2 / 6.1e9 - 1), 0.05);
  assertLess(Math.abs(forwardFlops(adm) / 2 / 1.12e12 - 1), 0.05);
});

Deno.test("stepFlops() are three predictions a sample, whatever cuts the batch", () => {
  assertEquals(stepFlops(cifar, 7), 21 * forwardFlops(cifar));
});

Deno.test("trainingCost() sends paper-scale runs elsewhere and keeps pocket ones", () => {
  assertEquals(trainingCost({ network: adm, batch: 32, steps: 500_000 }).beyond, { processor: true, gpu: true });
  assertEquals(trainingCost({ network: cifar, batch: 128, steps: 500_000 }).beyond, { processor: true, gpu: false });
  assertEquals(trainingCost({ network: cifar, batch: 1, steps: 10 }).beyond, { processor: false, gpu: false });
});

Deno.test("describeCost() states what it assumes", () => {
  const text = describeCost({ network: adm, batch: 32, steps: 500_000 });
  for (const part of ["assuming a third of 312 TFLOP/s", "H100", "--emit accelerate DIR"]) {
    assert(text.includes(part), part);
  }
  assert(!describeCost({ network: cifar, batch: 1, steps: 1 }).includes("--emit"));
});
