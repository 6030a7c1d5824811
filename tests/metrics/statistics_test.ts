import { assertEquals, assertRejects } from "../assert.ts";
import { encodeNpy } from "../../lib/io/formats/npy.ts";
import { writeNpz } from "../../lib/io/formats/npz.ts";
import { momentsOf } from "../../lib/metrics/moments.ts";
import { readStatistics, writeStatistics } from "../../lib/metrics/statistics.ts";
import { Random } from "../../lib/numerics/random.ts";
import { makeZip } from "../datasets/make_files.ts";
import { tempDir } from "../io/temp_dir.ts";

Deno.test("writeStatistics() and readStatistics() keep every bit, n and the features", async () => {
  await using dir = await tempDir();
  const moments = await momentsOf(new Random(1, "x").normals(40 * 3), 3, { features: "coordinates" });
  await writeStatistics(dir.file("a.npz"), moments);
  assertEquals(await readStatistics(dir.file("a.npz")), moments);
});

Deno.test("readStatistics() reads what pytorch-fid saves and says which array is wrong", async () => {
  await using dir = await tempDir();
  const path = dir.file("a.npz"), mu = { type: "f8", shape: [2], data: Float64Array.of(1, 2) } as const;
  const sigma = { type: "f8", shape: [2, 2], data: Float64Array.of(1, 0, 0, 1) } as const;
  await writeNpz(path, [["mu", mu], ["sigma", sigma]]);
  const { n, dimension, features } = await readStatistics(path);
  assertEquals([n, dimension, features], [undefined, 2, undefined]);
  await writeNpz(path, [["mu", mu], ["covariance", sigma]]);
  await assertRejects(() => readStatistics(path), SyntaxError, "statistics need mu and sigma, there is mu, covariance");
  await writeNpz(path, [["mu", mu], ["sigma", { ...sigma, shape: [4] }]]);
  await assertRejects(() => readStatistics(path), SyntaxError, "mu has shape (2) and sigma (4)");
  await writeNpz(path, [["mu", mu], ["sigma", { ...sigma, data: Float64Array.of(1, NaN, NaN, 1) }]]);
  await assertRejects(() => readStatistics(path), SyntaxError, "sigma must be finite, got NaN at index 1");
  await writeNpz(path, [["mu", { type: "u1", shape: [2], data: new Uint8Array(2) }], ["sigma", sigma]]);
  await assertRejects(() => readStatistics(path), SyntaxError, "mu has element type u1");
});

Deno.test("readStatistics() leaves arrays alone that it does not need, of whatever type", async () => {
  await using dir = await tempDir();
  const path = dir.file("fid.npz"), mean = Float64Array.of(1, 2), covariance = Float64Array.of(1, 0, 0, 1);
  const mu = encodeNpy({ type: "f8", shape: [2], data: mean });
  const sigma = encodeNpy({ type: "f8", shape: [2, 2], data: covariance });
  const text = "{'descr': '<U7', 'fortran_order': False, 'shape': (), }".padEnd(117) + "\n";
  const foreign = new TextEncoder().encode(`NUMPY\x01\x00v\x00${text}`);
  await Deno.writeFile(path, makeZip({ "mu.npy": mu, "sigma.npy": sigma, "model.npy": foreign }));
  assertEquals(await readStatistics(path), { n: undefined, dimension: 2, mean, covariance });
});
