/**
 * Where the kit keeps what it has fetched or built: one folder per user, never inside a checkout.
 * @module
 */
import { homedir } from "node:os";
import { join } from "node:path";

/** The parts of the machine that decide where the cache lies; given only by tests. */
export interface CacheMachine {
  /** The operating system, as `Deno.build.os` names it. */
  readonly os: string;
  /** The user's home folder. */
  readonly home: string;
  /** Reads an environment variable; undefined where it is not set. */
  readonly env: (name: string) => string | undefined;
}

/**
 * The kit's cache folder, or a path in it. Nothing is created.
 *
 * `NEARZERO_CACHE` names the folder itself. Without it: `$XDG_CACHE_HOME/nearzero` or `~/.cache/nearzero` on Linux and
 * other Unixes, `~/Library/Caches/nearzero` on macOS, `%LOCALAPPDATA%\nearzero` on Windows. An empty variable counts as
 * not set; so does a relative `XDG_CACHE_HOME`, as its specification asks.
 *
 * @param parts Names of folders and of a file under the cache.
 * @returns An absolute path.
 */
export function cacheDir(...parts: string[]): string {
  return join(cacheRoot({ os: Deno.build.os, home: homedir(), env: (name) => Deno.env.get(name) }), ...parts);
}

/**
 * The rule behind {@link cacheDir}, for a machine described by its argument.
 * @param machine The operating system, home folder and environment.
 * @returns The cache folder of that machine.
 */
export function cacheRoot(machine: CacheMachine): string {
  const { os, home, env } = machine;
  const own = env("NEARZERO_CACHE");
  if (own) return absolute(own);
  if (os === "darwin") return join(home, "Library", "Caches", "nearzero");
  if (os === "windows") return join(env("LOCALAPPDATA") || join(home, "AppData", "Local"), "nearzero");
  const xdg = env("XDG_CACHE_HOME");
  return join(xdg?.startsWith("/") ? xdg : join(home, ".cache"), "nearzero");
}

function absolute(path: string): string {
  return /^([/\\]|[A-Za-z]:[/\\])/.test(path) ? path : join(Deno.cwd(), path);
}
