import { join } from "node:path";
import { assertEquals, assertRejects } from "../assert.ts";
import { checkFigures } from "../../lib/jupyter/figure_check.ts";

/** Compares by the field `value`; without one, figures cannot be compared. */
async function compare(committed: string, remade: string) {
  const [a, b] = await Promise.all([committed, remade].map(async (path) => JSON.parse(await Deno.readTextFile(path))));
  return { same: a.value === b.value, comparable: a.value !== undefined, detail: `${a.value} and ${b.value}` };
}

async function verdicts(committed: Record<string, unknown>, remade: Record<string, unknown>) {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, figures] of Object.entries({ committed, remade })) {
      await Deno.mkdir(join(folder, name));
      for (const [file, value] of Object.entries(figures)) {
        await Deno.writeTextFile(join(folder, name, file), typeof value === "string" ? value : JSON.stringify(value));
      }
    }
    return (await checkFigures("01_a", join(folder, "committed"), join(folder, "remade"), compare))
      .map(({ figure, verdict }) => [figure, verdict]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("checkFigures() tells same from different, and what cannot be compared", async () => {
  const notebook = "01_a";
  assertEquals(
    await verdicts(
      { "b.json": { notebook, value: 1 }, "a.json": { notebook, value: 1 }, "c.json": { notebook } },
      { "a.json": { value: 1 }, "b.json": { value: 2 }, "c.json": { value: 3 }, "a.svg": "<svg/>" },
    ),
    [["a", "same"], ["b", "different"], ["c", "incomparable"]],
  );
});

Deno.test("checkFigures() tells what is missing and what is new; other notebooks' figures do not count", async () => {
  assertEquals(
    await verdicts(
      { "gone.json": { notebook: "01_a" }, "other.json": { notebook: "02_b" }, "photo.png": "" },
      { "fresh.json": { value: 1 } },
    ),
    [["fresh", "new"], ["gone", "missing"]],
  );
});

Deno.test("checkFigures() does not take a run on another data set for a loss", async () => {
  const notebook = "01_a";
  assertEquals(
    await verdicts(
      { "k_mnist.json": { notebook, dataSet: "mnist" }, "gone.json": { notebook }, "k.json": { notebook, value: 1 } },
      { "k_spots.json": { dataSet: "spots" }, "k.json": { value: 1 } },
    ),
    [["gone", "missing"], ["k", "same"], ["k_mnist", "incomparable"], ["k_spots", "incomparable"]],
  );
  assertEquals(await verdicts({ "k_mnist.json": { notebook, dataSet: "mnist" } }, {}), [["k_mnist", "missing"]]);
});

Deno.test("checkFigures() of no folder at all finds nothing", async () => {
  assertEquals(await checkFigures("01_a", "/no/such", "/no/such", compare), []);
});

Deno.test("checkFigures() names a committed file that cannot be read", async () => {
  await assertRejects(() => verdicts({ "a.json": "{" }, {}), SyntaxError, "a.json");
});
