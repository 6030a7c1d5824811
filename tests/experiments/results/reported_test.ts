import { readReported, reportedCell } from "../../../lib/experiments/results/reported.ts";
import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { tempDir } from "../../io/temp_dir.ts";

Deno.test("readReported() has what was digitised of the paper's Figure 1, with its uncertainty, and no number of its tables", async () => {
  const reported = await readReported();
  assertEquals(new Set(reported.numbers.map(({ metric }) => metric)), new Set(["K(t, t + 10)"]));
  for (const { place, uncertainty } of reported.numbers) {
    assert(/digitised/.test(place));
    assertEquals(uncertainty, 0.3);
  }
  assertEquals(reported.claims.map(({ page }) => page), ["1, abstract"]);
  assertEquals(reportedCell(reported, "FID", { data: "FFHQ 256" }), "–");
});

Deno.test("reportedCell() finds the number of a place, with its page", async () => {
  await using dir = await tempDir();
  const number = { metric: "FID", labels: { data: "A" }, value: 3.2, page: "7", place: "Table 1" };
  const source = { title: "T", authors: "A", year: 2024, identifier: "x" };
  await Deno.writeTextFile(dir.file("a.json"), JSON.stringify({ source, numbers: [number] }));
  const reported = await readReported(dir.file("a.json"));
  assertEquals(reportedCell(reported, "FID", { data: "A", treatment: "E-TSDM" }), "3.2 (p. 7, Table 1)");
  assertEquals(reportedCell(reported, "FID", { data: "B" }), "–");
  assertEquals(reportedCell(reported, "KID", { data: "A" }), "–");
  await Deno.writeTextFile(dir.file("a.json"), JSON.stringify({ source, numbers: [{ ...number, page: undefined }] }));
  await assertRejects(() => readReported(dir.file("a.json")), TypeError, "numbers[0].page is missing");
});
