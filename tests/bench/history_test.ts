import { assertEquals } from "../assert.ts";
import { memoryRow, pairedRow, unpairedRow } from "./history.ts";
import { least } from "./pairs.ts";

Deno.test("rows hold the ratio of turns that belong together, or of all to all", () => {
  const mine = [[2, 4, 3], [10, 10]], theirs = [[6], [10]];
  assertEquals(pairedRow("work", "native", mine, theirs), {
    ...{ work: "work", side: "native", milliseconds: "4.0" },
    ...{ ratio: "0.750", lowest: "0.500", highest: "1.000" },
  });
  assertEquals(unpairedRow("work", "wasm", [1, 2, 3], [4, 8]), {
    ...{ work: "work", side: "wasm", milliseconds: "2.0" },
    ...{ ratio: "0.333", lowest: "0.125", highest: "0.750" },
  });
  const { milliseconds, ratio } = unpairedRow("work", "wasm", [1, 2, 3], [4, 8], least);
  assertEquals([milliseconds, ratio], ["1.0", "0.250"]);
  assertEquals(memoryRow("training", "native", 300, 400).ratio, "0.750");
});
