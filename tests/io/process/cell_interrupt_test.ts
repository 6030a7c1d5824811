import { inKernel, jupyterInterface } from "../../../lib/io/process/cell_interrupt.ts";
import { assertEquals } from "../../assert.ts";

Deno.test("inKernel() is false outside a kernel, where reading Deno.jupyter throws", () => {
  assertEquals(inKernel(), false);
  assertEquals(jupyterInterface(), undefined);
});
