import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { pause, within } from "../../../lib/jupyter/kernel/wait.ts";

Deno.test("pause() resolves after its time", async () => {
  const began = performance.now();
  await pause(20);
  assert(performance.now() - began >= 15);
});

Deno.test("within() gives what comes in time and undefined for what does not", async () => {
  assertEquals(await within(1_000, Promise.resolve(3)), 3);
  assertEquals(await within(5, new Promise<number>(() => {})), undefined);
});

Deno.test("within() passes a rejection on", async () => {
  await assertRejects(() => within(1_000, Promise.reject(new RangeError("no"))), RangeError, "no");
});
