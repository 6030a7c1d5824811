import { startBackend } from "../../../lib/backend/choice/start.ts";
import { storedSweep } from "../../../lib/experiments/results/stored_sweep.ts";
import { besideHalves, halvesDistance } from "../../../lib/studies/networks/halves.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { setEnv, tempDir } from "../../io/temp_dir.ts";

await startBackend("wasm");

const training = { network: { kind: "unet", shape: [8, 8, 1], base: 8, multipliers: [1, 2] }, steps: 1, batch: 8 };

Deno.test("halvesDistance() is small beside that of samples, the same each time, and only for pictures", async () => {
  await using dir = await tempDir();
  using _env = setEnv({ NEARZERO_STORE: dir.path });
  const run = { data: { kind: "pictures", name: "procedural", size: 8, limit: 400 }, training };
  const [first, second] = [await halvesDistance(run, 2), await halvesDistance(run, 2)];
  assertEquals(first, second);
  assert(first.distance.value > 0 && first.distance.n === 2);
  assertEquals(first.backend, "wasm");
  const points = { kind: "points", points: 4, dimension: 2, count: 8 };
  const network = { kind: "mlp", shape: [2], hidden: [4] };
  await assertRejects(
    () => halvesDistance({ data: points, training: { ...training, network } }),
    TypeError,
    "are no pictures",
  );
});

Deno.test("besideHalves() divides each run's distance by that of the halves", async () => {
  const table = await storedSweep("learned/judged.json", { say: () => {} });
  const halves = { value: 0.02, low: 0.01, high: 0.03, n: 5, confidence: 0.95 };
  const { rows, columns } = besideHalves(table, halves);
  assertEquals([rows.length, columns.length], [table.rows.length, table.columns.length + 3]);
  for (const [i, row] of rows.entries()) assertEquals(row.slice(-2), [halves, table.rows[i].value! / 0.02]);
});
