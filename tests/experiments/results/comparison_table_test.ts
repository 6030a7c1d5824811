import { comparisonTable } from "../../../lib/experiments/results/comparison_table.ts";
import type { Reported } from "../../../lib/experiments/results/reported.ts";
import { assertEquals } from "../../assert.ts";
import { fewScores } from "../fixtures.ts";

const reported: Reported = {
  source: { title: "", authors: "", year: 2024, identifier: "" },
  claims: [],
  numbers: [{ metric: "FCD", labels: { data: "a", treatment: "E-TSDM" }, value: 2.5, page: "7", place: "Table 1" }],
};

Deno.test("comparisonTable() shows the columns that tell rows apart, both means, the verdict and what is reported", () => {
  const table = fewScores({ DDPM: [1, 2, 3], "E-TSDM": [2, 3.1, 4] }, ["a", "b"]);
  const { rows, columns } = comparisonTable(table, { metric: "FCD", reported });
  assertEquals(columns, [
    "data",
    "treatment",
    "seeds",
    "FCD, DDPM [95 %]",
    "FCD [95 %]",
    "difference [95 %]",
    "p (Holm)",
    "verdict",
    "smallest told",
    "reported",
  ]);
  const plain = rows.map((row) => row.map((cell) => typeof cell === "object" ? Number(cell.value.toFixed(4)) : cell));
  assertEquals(plain.map((row) => row.toSpliced(6, 1).toSpliced(7, 1)), [
    ["a", "E-TSDM", 3, 2, 3.0333, 1.0333, "DDPM smaller", "DDPM –; E-TSDM 2.5 (p. 7, Table 1)"],
    ["b", "E-TSDM", 3, 2, 3.0333, 1.0333, "DDPM smaller", "–"],
  ]);
});

Deno.test("comparisonTable() has no column that says the same in every row, nor one for what is not asked", () => {
  const { rows, columns } = comparisonTable(fewScores({ DDPM: [1, 2, 3], x: [3, 2, 1] }, ["a"]), { metric: "FCD" });
  assertEquals([columns[0], columns.at(-1)], ["treatment", "smallest told"]);
  assertEquals([rows.length, rows[0][0], rows[0].at(-2)], [1, "x", "not distinguishable"]);
});
