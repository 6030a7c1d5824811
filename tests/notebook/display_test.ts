import { assertEquals } from "../assert.ts";
import { display, inKernel, updateDisplay } from "../../lib/notebook/display.ts";

Deno.test("inKernel() is false outside a kernel, where reading Deno.jupyter throws", () =>
  assertEquals(inKernel(), false));

Deno.test("display() and updateDisplay() do nothing outside a kernel", async () => {
  await display({ "text/plain": "a" });
  await updateDisplay({ "text/plain": "b" }, "id");
});
