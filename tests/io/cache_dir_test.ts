import { isAbsolute, join } from "node:path";
import { cacheDir, cacheRoot } from "../../lib/io/cache_dir.ts";
import { assert, assertEquals } from "../assert.ts";
import { setEnv } from "./temp_dir.ts";

const machine = (os: string, env: Record<string, string> = {}) => ({
  os,
  home: "/h",
  env: (name: string) => env[name],
});

Deno.test("cacheRoot() follows each system's custom", () => {
  assertEquals(cacheRoot(machine("linux")), join("/h", ".cache", "nearzero"));
  assertEquals(cacheRoot(machine("linux", { XDG_CACHE_HOME: "/x" })), join("/x", "nearzero"));
  assertEquals(cacheRoot(machine("linux", { XDG_CACHE_HOME: "relative" })), join("/h", ".cache", "nearzero"));
  assertEquals(cacheRoot(machine("darwin", { XDG_CACHE_HOME: "/x" })), join("/h", "Library", "Caches", "nearzero"));
  assertEquals(cacheRoot(machine("windows", { LOCALAPPDATA: "/l" })), join("/l", "nearzero"));
  assertEquals(cacheRoot(machine("windows")), join("/h", "AppData", "Local", "nearzero"));
});

Deno.test("cacheRoot() lets NEARZERO_CACHE name the folder itself, an empty one counting as none", () => {
  for (const os of ["linux", "darwin", "windows"]) {
    assertEquals(cacheRoot(machine(os, { NEARZERO_CACHE: "/own", XDG_CACHE_HOME: "/x" })), "/own");
  }
  assertEquals(cacheRoot(machine("linux", { NEARZERO_CACHE: "" })), join("/h", ".cache", "nearzero"));
  assert(isAbsolute(cacheRoot(machine("linux", { NEARZERO_CACHE: "here" }))));
});

Deno.test("cacheDir() joins its parts to this machine's cache", () => {
  using _env = setEnv({ NEARZERO_CACHE: "/own" });
  assertEquals(cacheDir("data", "x.gz"), join("/own", "data", "x.gz"));
  assertEquals(cacheDir(), "/own");
});
