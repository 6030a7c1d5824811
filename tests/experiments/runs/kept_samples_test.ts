import { join } from "node:path";
import { keptSamples } from "../../../lib/experiments/runs/kept_samples.ts";
import { SAMPLES_FILE } from "../../../lib/experiments/runs/network_executor.ts";
import { Store } from "../../../lib/experiments/store/store.ts";
import { writeSafetensors } from "../../../lib/io/formats/safetensors.ts";
import { assertEquals, assertRejects } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";

Deno.test("keptSamples() reads the first samples of a run, and names the file where they are missing or too few", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.file("store")), path = join(store.runFolder("abc"), SAMPLES_FILE);
  await writeSafetensors(path, { samples: { shape: [3, 2], values: Float32Array.of(1, 2, 3, 4, 5, 6) } });
  assertEquals(await keptSamples(store, "abc", 2), Float32Array.of(1, 2, 3, 4));
  await assertRejects(() => keptSamples(store, "abc", 4), SyntaxError, "it holds 3 samples, 4 are asked for");
  await assertRejects(() => keptSamples(store, "other", 1), Error, "Cannot read");
});
