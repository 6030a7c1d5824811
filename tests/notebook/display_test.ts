import { display, updateDisplay } from "../../lib/notebook/display.ts";

Deno.test("display() and updateDisplay() do nothing outside a kernel", async () => {
  await display({ "text/plain": "a" });
  await updateDisplay({ "text/plain": "b" }, "id");
});
