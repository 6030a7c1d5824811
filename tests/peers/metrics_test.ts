/** The kit's metrics beside what pytorch-fid and torch-fidelity said of the same features (record_metrics.py). */
import { assertAlmostEquals } from "../assert.ts";
import expected from "./metrics/expected.json" with { type: "json" };
import { fileURLToPath } from "node:url";
import { readNpz } from "../../lib/io/formats/npz.ts";
import { frechetDistance } from "../../lib/metrics/frechet.ts";
import { inceptionScore } from "../../lib/metrics/inception_score.ts";
import { squaredDiscrepancy } from "../../lib/metrics/kernel_distance.ts";
import { momentsOf } from "../../lib/metrics/moments.ts";
import { precisionRecall } from "../../lib/metrics/precision_recall.ts";

for (const name of ["near", "far", "flat"] as const) {
  const peer = expected[name];
  const arrays = await readNpz(fileURLToPath(new URL(`./metrics/${name}.npz`, import.meta.url)));
  const [a, b] = ["a", "b"].map((key) => arrays.get(key)!.data as Float32Array), d = arrays.get("a")!.shape[1];
  const assertClose = (value: number, said: number) => assertAlmostEquals(value, said, 1e-6 * Math.abs(said));

  Deno.test(`frechetDistance() agrees with pytorch-fid on the set "${name}"`, async () => {
    assertClose(frechetDistance(await momentsOf(a, d), await momentsOf(b, d)).distance, peer.frechet);
  });

  Deno.test(`squaredDiscrepancy() agrees with torch-fidelity on the set "${name}"`, () => {
    const size = Math.min(a.length, b.length);
    assertClose(squaredDiscrepancy(a.subarray(0, size), b.subarray(0, size), d), peer.kid);
  });

  Deno.test(`precisionRecall() agrees with torch-fidelity on the set "${name}"`, () => {
    const { precision, recall, fScore } = precisionRecall(a, b, d);
    assertClose(precision.value, peer.precision);
    assertClose(recall.value, peer.recall);
    assertClose(fScore, peer.fScore);
  });

  Deno.test(`inceptionScore() agrees with torch-fidelity on the set "${name}"`, () => {
    assertClose(inceptionScore(a, d).value, peer.inceptionScore);
  });
}
