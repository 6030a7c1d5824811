import { findRun, namedRuns, nameRuns } from "../../../lib/experiments/store/names.ts";
import { Store } from "../../../lib/experiments/store/store.ts";
import { assertEquals, assertRejects } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";

const [a, b, n] = ["0123456789abcdef", "0123ffffffffffff", "aaaaaaaaaaaaaaaa"];

Deno.test("nameRuns() writes a name once, and gives it to the latest", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path);
  for (const run of [a, a, b]) await nameRuns(store, [{ name: "toy", run, network: n }]);
  assertEquals((await namedRuns(store)).map(({ run }) => run), [a, b]);
  assertEquals((await findRun(store, "toy")).run, b);
  await Deno.writeTextFile(dir.file("names.jsonl"), '{"name":"x","run":"../../etc","network":"y"}\n');
  await assertRejects(() => findRun(store, "x"), SyntaxError, "line 1 is not as this kit writes it");
});

Deno.test("findRun() takes the beginning of an identity that only one finished run has", async () => {
  await using dir = await tempDir();
  const store = await Store.open(dir.path);
  await assertRejects(() => findRun(store, "toy"), RangeError, "Cannot open the run toy: ");
  for (const id of [a, b]) {
    await Deno.mkdir(store.runFolder(id), { recursive: true });
    await Deno.writeTextFile(`${store.runFolder(id)}/scores.json`, "{}");
  }
  assertEquals(await findRun(store, "01234"), { run: a });
  await assertRejects(() => findRun(store, "0123"), RangeError, "2 begin so");
});
