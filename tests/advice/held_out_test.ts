import { join } from "node:path";
import { checkout } from "../../lib/io/checkout.ts";
import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { developmentCase, judgeCase } from "./cases.ts";
import { heldOutCase } from "./held_out.ts";

/** What `tests/bench/advice_cases.ts held-out SET --write` has kept of one set. */
interface Kept {
  readonly set: number;
  readonly seeds: readonly [first: number, last: number];
  readonly within: number;
  readonly rows: readonly { number: number; name: string; advised: string; best: string; ratio: number }[];
}

const kept: Kept[] = JSON.parse(await Deno.readTextFile(join(checkout, "tests", "advice", "held_out.json"))).sets;
const all = Array.from({ length: 100 }, (_, number) => number);

Deno.test("the kept table of held-out cases is whole, and its count is that of its rows", () => {
  for (const { set, seeds, within, rows } of kept) {
    assertEquals(rows.map(({ number }) => number), all);
    assertEquals(rows.filter(({ ratio }) => ratio <= 1.1).length, within);
    assertEquals(rows.map(({ name }) => name), all.map((number) => heldOutCase(set, number).name));
    assertEquals([...seeds], [0, 99].map((number) => heldOutCase(set, number).setting.seed));
  }
});

Deno.test("the advice on t_eps is within 10 % of the best of 50 choices in 90 of 100 held-out cases", () => {
  const { set, within } = kept.at(-1)!;
  assert(within >= 90, `${within} of set ${set}`);
});

Deno.test("held-out cases share no seed, schedule, sampler or family of laws with those of the development", () => {
  const of = (cases: ReturnType<typeof developmentCase>[]) => ({
    seeds: cases.map(({ setting }) => setting.seed),
    paths: cases.map(({ setting }) => setting.path.name),
    samplers: cases.map(({ setting }) => setting.sampler.name),
    laws: cases.map(({ setting }) => setting.subject.law.name.replaceAll(/[\d.e-]+/g, "#")),
  });
  const seen = of(all.map(developmentCase)),
    sets = kept.map(({ set }) => of(all.map((number) => heldOutCase(set, number))));
  for (const key of ["seeds", "paths", "samplers", "laws"] as const) {
    for (const set of sets) {
      assertEquals(set[key].filter((each) => (seen[key] as (string | number)[]).includes(each)), [], key);
    }
  }
  assertEquals(new Set(sets.flatMap(({ seeds }) => seeds)).size, 100 * sets.length);
});

Deno.test("a twentieth of the last held-out set, computed anew, is what was kept", async () => {
  const { set, rows } = kept.at(-1)!;
  for (const { number, advised, best, ratio } of rows.filter(({ number }) => number % 20 === 3)) {
    const again = await judgeCase(heldOutCase(set, number));
    assertEquals([again.advised, again.best], [advised, best], `case ${number}`);
    assertAlmostEquals(again.ratio / ratio, 1, 1e-6, `case ${number}`);
  }
});
