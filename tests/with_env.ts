/**
 * Tests under another environment.
 * @module
 */

/**
 * Runs a body with environment variables set, and puts them back.
 * @param values The variables.
 * @param body What runs.
 */
export async function withEnv(values: Record<string, string>, body: () => Promise<unknown>): Promise<void> {
  const before = Object.keys(values).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(values)) Deno.env.set(name, value);
  try {
    await body();
  } finally {
    for (const [name, value] of before) value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  }
}
