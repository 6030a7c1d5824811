/**
 * Running one test on every backend that the machine has.
 * @module
 */
import { type BackendName, probeBackends } from "../../lib/backend/choice/probe.ts";
import { startBackend } from "../../lib/backend/choice/start.ts";

const probes = await probeBackends();

/** A backend for tests, and why it cannot be tested here. */
export interface TestBackend {
  name: BackendName;
  /** Empty where it can be. */
  missing: string;
}

/**
 * All backends. NEARZERO_SOFTWARE_GPU=1 lets webgpu be tested on a software adapter too: its driver may crash when the
 * process ends, so that nobody gets it unasked.
 */
export const testBackends: readonly TestBackend[] = probes.map(({ name, available, why }) => ({
  name,
  missing: available || why.includes("software") && Deno.env.get("NEARZERO_SOFTWARE_GPU") === "1" ? "" : why,
}));

/**
 * Declares a test for each backend; where a backend is missing it is ignored, and its name says why.
 * @param name The test's name.
 * @param test What to do once the backend runs.
 * @param on Which backends; all by default.
 */
export function testOnBackends(
  name: string,
  test: (backend: BackendName) => Promise<void> | void,
  on: (name: BackendName) => boolean = () => true,
): void {
  for (const backend of testBackends) {
    if (!on(backend.name)) continue;
    Deno.test({
      name: `${name} on ${backend.name}${backend.missing && ` (ignored: ${backend.name} ${backend.missing})`}`,
      ignore: backend.missing !== "",
      // Backends keep what they have opened (a GPU device, an addon's handles) until the process ends.
      sanitizeResources: false,
      sanitizeOps: false,
      fn: async () => {
        await startBackend(backend.name);
        await test(backend.name);
      },
    });
  }
}
