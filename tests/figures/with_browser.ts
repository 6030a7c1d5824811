/**
 * Tests that draw: run where a browser starts, ignored with the reason where none does.
 * @module
 */
import { closeSharedBrowser, sharedBrowser } from "../../lib/figures/browser/browser.ts";

// Started here, before any test, so that no test is blamed for a process that it has not ended.
const reason = await sharedBrowser().then(() => undefined, (error: Error) => error.message);
Deno.test.afterAll(closeSharedBrowser);

/** A test that is ignored, with the reason in its name, where there is no browser. */
export function testWithBrowser(name: string, body: () => Promise<void>): void {
  Deno.test({ name: reason ? `${name} (ignored: ${reason})` : name, ignore: reason !== undefined, fn: body });
}
