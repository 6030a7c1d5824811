import { startBackend } from "../../../lib/backend/choice/start.ts";
import { halvesDistance } from "../../../lib/studies/networks/halves.ts";
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
