import { readSweep, sweepConfig } from "../../../lib/experiments/sweeps/sweep_config.ts";
import { planSweep } from "../../../lib/experiments/sweeps/sweep_plan.ts";
import { assertEquals, assertNotEquals, assertRejects, assertThrows } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";
import { smallRun, smallSweep } from "../fixtures.ts";

Deno.test("planSweep() runs every combination of the axes and what is beside them, with every seed", async () => {
  const axes = [
    { name: "treatment", values: [{ label: "E-TSDM", set: { "training.treatment": { kind: "e-tsdm" } } }] },
    { name: "until", key: "training.treatment.until", values: [50, 100] },
  ];
  const list = [{ labels: { treatment: "DDPM" }, set: { "training.treatment": { kind: "ddpm" } } }];
  const { runs, columns, folder } = await planSweep(smallSweep({ axes, list, seeds: [1, 2], compare: undefined }));
  assertEquals(columns, ["treatment", "until"]);
  assertEquals(runs.map(({ labels, config }) => [...Object.values(labels), config.training.seed]), [
    ["E-TSDM", "50", 1],
    ["E-TSDM", "50", 2],
    ["E-TSDM", "100", 1],
    ["E-TSDM", "100", 2],
    ["DDPM", "", 1],
    ["DDPM", "", 2],
  ]);
  assertEquals(runs[2].config.training.treatment, { kind: "e-tsdm", until: 100, intervals: 5 });
  assertEquals(folder.startsWith("small-"), true);
});

Deno.test("planSweep() gives identities that follow the configuration, the version and the packages alone", async () => {
  const kit = { version: "1", lock: "a" };
  const ids = async (sweep = smallSweep(), software = kit) =>
    (await planSweep(sweep, { kit: software })).runs.map(({ id }) => id);
  const first = await ids();
  assertEquals(await ids(), first);
  assertEquals(await ids(smallSweep({ name: "other", about: "text" })), first);
  assertEquals(new Set(first).size, 8);
  const others = [await ids(smallSweep(), { ...kit, version: "2" }), await ids(smallSweep(), { ...kit, lock: "b" })];
  for (const other of others) other.forEach((id, i) => assertNotEquals(id, first[i]));
});

Deno.test("planSweep() makes a task of each network; with `together` of a perceptron's seeds, sixteen at most", async () => {
  const many = { axes: [{ name: "evaluations at", key: "sampler.evaluations", values: [5, 10] }], compare: undefined };
  const sizes = async (changes: Record<string, unknown>) =>
    (await planSweep(smallSweep({ ...many, ...changes }))).tasks.map((task) => task.length);
  assertEquals(await sizes({ seeds: { count: 3 } }), [2, 2, 2]);
  assertEquals(await sizes({ seeds: { count: 3 }, together: true }), [6]);
  assertEquals(await sizes({ seeds: { count: 20 }, together: true }), [32, 8]);
});

Deno.test("sweepConfig() refuses what is given twice or unknown, by name", () => {
  const axis = { name: "a", key: "training.steps", values: [1, 2] };
  const refused = (
    changes: Record<string, unknown>,
    message: string,
    type: typeof RangeError | typeof TypeError = RangeError,
  ) => assertThrows(() => smallSweep({ compare: undefined, ...changes }), type, message);
  refused({ axes: [axis, { ...axis, key: "training.batch" }] }, 'axis "a" is given twice');
  refused({ axes: [axis, { ...axis, name: "b" }] }, 'the axes "a" and "b" both set training.steps');
  refused({ axes: [{ ...axis, values: [1, 1] }] }, 'the value of axis "a" "1" is given twice');
  refused({ axes: [{ ...axis, name: "seed" }] }, 'no axis may be named "seed"');
  refused({ axes: [{ name: "a", values: [1] }] }, 'the axis "a" has plain values and no key', TypeError);
  refused({ axis: [axis] }, 'no key "axis" in the configuration, there is name, about, base, axes');
  refused({ seeds: [1, 1] }, 'seed "1" is given twice');
  refused({ name: "Not So" }, "lower case");
  assertThrows(() => sweepConfig({ name: "a", base: "run.json" }), TypeError, "base must be a configuration");
});

Deno.test("planSweep() names the axis value whose configuration is wrong, equal runs and an unknown comparison", async () => {
  const refused = (changes: Record<string, unknown>, message: string) =>
    assertRejects(() => planSweep(smallSweep({ compare: undefined, ...changes })), RangeError, message);
  const axis = (key: string, values: unknown[]) => ({ axes: [{ name: "a", key, values }] });
  await refused(axis("sampler.evaluatoins", [5]), 'plan the sweep small (a 5): no key "evaluatoins" in sampler');
  await refused(axis("sampler.evaluatoins", [5]), 'did you mean "evaluations"?');
  await refused(
    axis("sampler.evaluations", [0]),
    "plan the sweep small (a 0): sampler.evaluations must be at least 1, got 0",
  );
  await refused(
    { list: [{ labels: { treatment: "again" }, set: { "training.treatment": { kind: "ddpm" } } }] },
    "is the same run as",
  );
  await refused({ compare: { axis: "treatmint", baseline: "DDPM" } }, 'did you mean "treatment"?');
  await refused({ compare: { axis: "treatment", baseline: "DPM" } }, 'did you mean "DDPM"?');
  const compare = { axis: "treatment", baseline: "DDPM" };
  await refused(
    { compare, seeds: [0] },
    "a comparison takes at least 3 seeds, got 1; give more, or compare",
  );
  await planSweep(smallSweep({ compare, seeds: [0, 1, 2] }));
});

Deno.test("readSweep() reads the base beside the sweep", async () => {
  await using dir = await tempDir();
  await Deno.writeTextFile(dir.file("run.json"), JSON.stringify(smallRun));
  await Deno.writeTextFile(dir.file("sweep.json"), JSON.stringify({ name: "a", base: "run.json" }));
  const { runs } = await planSweep(await readSweep(dir.file("sweep.json")));
  assertEquals(runs.map(({ config }) => config.training.steps), [20]);
  await Deno.writeTextFile(dir.file("sweep.json"), JSON.stringify({ name: "a", base: "none.json" }));
  await assertRejects(() => readSweep(dir.file("sweep.json")), Error, "none.json");
});
