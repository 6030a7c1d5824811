/**
 * A machine made up for a test of the native build: its own cache folder and, where wanted, its own programs.
 * @module
 */
import { join } from "node:path";
import { testBackends } from "../backends.ts";

/** Why the native backend cannot be tested here; empty where it can. */
export const missing: string = testBackends[0].missing;

/** Ends a test's name where native is missing. */
export const unless: string = missing && ` (ignored: native ${missing})`;

/**
 * Runs a test with an empty cache folder, and with a PATH that holds only the programs given.
 * @param test What to do; is handed the folder.
 * @param programs Shell scripts by name; the real PATH is kept where not given.
 */
export async function onMachine(
  test: (folder: string) => Promise<void>,
  programs?: Record<string, string>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "nearzero-" });
  const changed: Record<string, string | undefined> = { NEARZERO_CACHE: join(folder, "cache") };
  if (programs) {
    Object.assign(changed, { PATH: join(folder, "bin"), CXX: undefined });
    await Deno.mkdir(join(folder, "bin"));
    for (const [name, script] of Object.entries(programs)) {
      await Deno.writeTextFile(join(folder, "bin", name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
  }
  const before = Object.keys(changed).map((name) => [name, Deno.env.get(name)] as const);
  const set = (name: string, value?: string) => value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  for (const [name, value] of Object.entries(changed)) set(name, value);
  try {
    await test(folder);
  } finally {
    for (const [name, value] of before) set(name, value);
    await Deno.remove(folder, { recursive: true });
  }
}
