/**
 * Tests of several files in one isolate: what they share, such as TensorFlow.js and its backends, is loaded once, where
 * the test runner would load it anew for each file, which is most of what small files take.
 *
 * `deno test -A lib/tasks/checks/batch.ts -- FILES`; the files are relative to the checkout. Before a file's tests comes
 * one of the file's name, which starts the tensor backend that the file had started when it was loaded, or none.
 * @module
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { forgetBackend, runningBackend, startBackend } from "../../backend/choice/start.ts";
import { checkout } from "../../io/checkout.ts";

for (const file of Deno.args) {
  const left: { backend?: string } = {};
  Deno.test({
    name: file,
    // What a backend opens stays open.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      await forgetBackend();
      if (left.backend !== undefined) await startBackend(left.backend);
    },
  });
  await forgetBackend();
  try {
    await import(pathToFileURL(join(checkout, file)).href);
  } catch (error) {
    // The others are tested all the same.
    Deno.test(`${file} can be loaded`, () => {
      throw error;
    });
  }
  left.backend = runningBackend()?.name;
}
