import { assertEquals } from "../assert.ts";
import type { Cell } from "../../lib/jupyter/notebook_file.ts";
import { OutputCollector } from "../../lib/jupyter/outputs.ts";

const cell = (): Cell => ({ cell_type: "code", id: "a", metadata: {}, source: "", outputs: [{ output_type: "old" }] });

function collect(...cells: Cell[]) {
  const collector = new OutputCollector();
  cells.forEach((cell, i) => collector.attach(String(i), cell));
  return (request: string, msg_type: string, content: Record<string, unknown>) =>
    collector.apply({ header: { msg_id: "m", msg_type }, parent_header: { msg_id: request }, metadata: {}, content });
}
const texts = (cell: Cell) =>
  cell.outputs!.map((output) => output.text ?? output.data?.["text/plain"] ?? output.evalue);

Deno.test("OutputCollector joins what is printed in a row to one stream", () => {
  const a = cell();
  const say = collect(a);
  say("0", "stream", { name: "stdout", text: "1\n" });
  say("0", "stream", { name: "stdout", text: "2\n" });
  say("0", "stream", { name: "stderr", text: "3\n" });
  say("0", "stream", { name: "stdout", text: "4\n" });
  assertEquals(texts(a), ["1\n2\n", "3\n", "4\n"]);
});

Deno.test("OutputCollector puts late output where it belongs and ignores strangers", () => {
  const [a, b] = [cell(), cell()];
  const say = collect(a, b);
  say("1", "execute_input", { execution_count: 2 });
  say("1", "execute_result", { execution_count: 2, data: { "text/plain": "b" }, metadata: {} });
  say("0", "display_data", { data: { "text/plain": "late" } });
  say("other", "display_data", { data: { "text/plain": "no" } });
  assertEquals([texts(a), texts(b), b.execution_count], [["late"], ["b"], 2]);
});

Deno.test("OutputCollector updates a display wherever it is shown, also from a later cell", () => {
  const [a, b] = [cell(), cell()];
  const say = collect(a, b);
  const display = (text: string) => ({ data: { "text/plain": text }, transient: { display_id: "bar" } });
  say("0", "display_data", display("0/2"));
  say("1", "display_data", display("1/2"));
  say("1", "update_display_data", display("2/2"));
  say("1", "update_display_data", { data: { "text/plain": "lost" } });
  assertEquals([texts(a), texts(b)], [["2/2"], ["2/2"]]);
  assertEquals(a.outputs![0], { output_type: "display_data", data: { "text/plain": "2/2" }, metadata: {} });
});

Deno.test("OutputCollector clears at once, or with the next output where it is asked to wait", () => {
  const a = cell();
  const say = collect(a);
  say("0", "stream", { name: "stdout", text: "1" });
  say("0", "clear_output", { wait: false });
  assertEquals(texts(a), []);
  say("0", "stream", { name: "stdout", text: "2" });
  say("0", "clear_output", { wait: true });
  assertEquals(texts(a), ["2"]);
  say("0", "stream", { name: "stdout", text: "3" });
  assertEquals(texts(a), ["3"]);
});

Deno.test("OutputCollector keeps errors with their stack", () => {
  const a = cell();
  collect(a)("0", "error", { ename: "RangeError", evalue: "bad", traceback: ["RangeError: bad", "    at f"] });
  assertEquals(a.outputs, [
    { output_type: "error", ename: "RangeError", evalue: "bad", traceback: ["RangeError: bad", "    at f"] },
  ]);
});
