import { join } from "node:path";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "../../assert.ts";
import { freePorts, startKernelProcess } from "../../../lib/jupyter/kernel/kernel_process.ts";

Deno.test("freePorts() gives distinct ports on which one can listen", () => {
  // Another process may take one as soon as it is free.
  for (let tries = 0;; tries++) {
    const ports = freePorts(5);
    assertEquals(new Set(ports).size, 5);
    try {
      return ports.forEach((port) => Deno.listen({ hostname: "127.0.0.1", port }).close());
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse) || tries === 5) throw error;
    }
  }
});

Deno.test("startKernelProcess() tells how the process ended and what it said", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const process = startKernelProcess({ cwd: folder }, join(folder, "no_connection.json"));
    const reason = await process.ended;
    assert(process.exited());
    assertStringIncludes(reason, "it exited with code 1: ");
    process.kill();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("startKernelProcess() throws where there is no such deno", () => {
  assertThrows(() => startKernelProcess({ cwd: ".", deno: "/no/such/deno" }, "x"), Deno.errors.NotFound);
});
