import { startBackend } from "../../lib/backend/choice/start.ts";
import { tensorboardFolder } from "../../lib/experiments/runs/tensorboard_runs.ts";
import { peersPython } from "../../lib/tasks/peers.ts";
import { testUnless } from "../test_unless.ts";
import { assert, assertEquals } from "../assert.ts";
import { shownRun } from "../experiments/runs/shown_run.ts";
import { tempDir } from "../io/temp_dir.ts";

const python = await peersPython();

/** What TensorBoard's reader finds of a run. */
interface Found {
  readonly scalars: Readonly<Record<string, readonly number[]>>;
  readonly images: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly hparams: Readonly<Record<string, unknown>>;
  readonly sessions: readonly string[];
}

testUnless(
  "TensorBoard finds a run by its name, with losses, scores, samples and hyper-parameters",
  python ? "" : "no deno task peers",
  async () => {
    await startBackend("wasm");
    await using dir = await tempDir();
    const { store, named } = await shownRun(dir.path, "toy/E-TSDM/seed 1");
    const args = [new URL("read_events.py", import.meta.url).pathname, tensorboardFolder(store)];
    const { success, stdout, stderr } = await new Deno.Command(python!, { args }).output();
    assertEquals(success, true, new TextDecoder().decode(stderr));
    const runs = JSON.parse(new TextDecoder().decode(stdout)) as Record<string, Found>;
    assertEquals(Object.keys(runs), ["toy/E-TSDM/seed 1"]);
    const { scalars, images, hparams, sessions } = runs["toy/E-TSDM/seed 1"];
    assertEquals([scalars.loss, scalars["score/energy distance"]], [[20, 40], [40]]);
    // 16 pictures of 8 pixels, each drawn 64 wide, four in a row.
    assertEquals(images.samples, [[40, 4 * 65 - 1, 4 * 65 - 1]]);
    assertEquals(sessions, ["_hparams_/session_end_info", "_hparams_/session_start_info"]);
    const { run, "training.treatment.kind": treatment, "training.steps": steps, "data.name": data } = hparams;
    assertEquals([run, treatment, steps, data], [named.run, "e-tsdm", 40, "procedural"]);
    assert(Object.keys(hparams).length > 30);
  },
);
