/**
 * Tests of several files in one isolate: what they share, such as TensorFlow.js and its backends, is loaded once, where
 * the test runner would load it anew for each file, which is most of what small files take.
 *
 * `deno test -A lib/tasks/checks/batch.ts -- FILES`; the files are relative to the checkout.
 * @module
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkout } from "../../io/checkout.ts";

for (const file of Deno.args) {
  try {
    await import(pathToFileURL(join(checkout, file)).href);
  } catch (error) {
    // The others are tested all the same.
    Deno.test(`${file} can be loaded`, () => {
      throw error;
    });
  }
}
