import { inTurn } from "../../lib/tasks/shared/in_turn.ts";
import { assertEquals } from "../assert.ts";

Deno.test("inTurn() tells what is done side by side as if it had been done one after the other", () => {
  const told: string[] = [], to = (where: string) => (line: string) => void told.push(`${where} ${line}`);
  const speeches = inTurn(["a", "b", "c"], { log: to("log"), error: to("error"), passing: to("passing") });
  const [a, b, c] = ["a", "b", "c"].map((name) => speeches.get(name)!);
  c.log("c1");
  a.log("a1");
  b.passing("b is at 1");
  b.error("b1");
  a.passing("a is at 2");
  c.end();
  assertEquals(told, ["log a1", "passing a is at 2"]);
  a.end();
  assertEquals(told.slice(2), ["error b1"]);
  b.log("b2");
  assertEquals(told.slice(3), ["log b2"]);
  b.end();
  b.end();
  assertEquals(told.slice(4), ["log c1"]);
});
