import { assertEquals } from "../assert.ts";
import * as headless from "../../lib/jupyter/mod.ts";

Deno.test("headless gives what commands need to run notebooks without a front end", () => {
  const face = ["checkFigures", "checkNotebooks", "ensureJupyter", "readNotebook", "runNotebook", "startLab"];
  assertEquals(face.filter((name) => !(name in headless)), []);
});
