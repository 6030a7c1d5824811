import { storedSweep } from "../../lib/experiments/results/stored_sweep.ts";
import { ddpmLinearGrid } from "../../lib/schedules/grid.ts";
import { joinTables, sizeTable } from "../../lib/studies/learned_length.ts";
import { assert, assertEquals, assertThrows } from "../assert.ts";

const grid = ddpmLinearGrid(), say = () => {};

Deno.test("sizeTable() has a row for each size, in which every error is below that of saying 0", async () => {
  const table = await storedSweep("learned/size.json", { say }),
    { rows, columns } = sizeTable(table, { grid, dimension: 256 });
  assertEquals(rows.map(([parameters]) => parameters), ["0.1 M", "0.18 M", "0.4 M", "0.7 M", "1.6 M"]);
  for (const row of rows) {
    assertEquals(row.length, columns.length);
    assert(Number(row[3]) < 0.5 && Number(row[4]) < Number(row[3]));
  }
});

Deno.test("joinTables() puts rows and curves one after another, and refuses tables of another form", async () => {
  const [size, pocket] = [
    await storedSweep("learned/size.json", { say }),
    await storedSweep("pocket/quality.json", { say }),
  ];
  const joined = joinTables([size, size]);
  assertEquals([joined.rows.length, joined.curves.length], [2 * size.rows.length, 2 * size.curves.length]);
  assertThrows(
    () => joinTables([size, pocket]),
    RangeError,
    "Cannot join learned_size and pocket_quality: they have the columns parameters and data,treatment,sampling",
  );
});
