/** A temporary folder that removes itself: `await using dir = await tempDir()`. */
import { join } from "node:path";

export interface TempDir extends AsyncDisposable {
  readonly path: string;
  /** The path of a file in it. */
  file(name: string): string;
}

export async function tempDir(): Promise<TempDir> {
  const path = await Deno.makeTempDir({ prefix: "nearzero_test_" });
  return {
    path,
    file: (name) => join(path, name),
    async [Symbol.asyncDispose]() {
      await Deno.remove(path, { recursive: true });
    },
  };
}

/** Sets environment variables until disposed of; undefined takes one away. */
export function setEnv(values: Record<string, string | undefined>): Disposable {
  const before = Object.keys(values).map((name) => [name, Deno.env.get(name)] as const);
  const put = (name: string, value: string | undefined) =>
    value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  for (const [name, value] of Object.entries(values)) put(name, value);
  return { [Symbol.dispose]: () => before.forEach(([name, value]) => put(name, value)) };
}

export async function namesIn(path: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(path)) names.push(name);
  return names.sort();
}
