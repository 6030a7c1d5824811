import { join } from "node:path";
import { checkout } from "../../lib/io/checkout.ts";
import { makeGrid, makeSchedule, scheduleEntries } from "../../lib/schedules/registry.ts";
import { scheduleConfig } from "../../lib/training/config/schedule_config.ts";
import { assert, assertEquals, assertThrows } from "../assert.ts";

Deno.test("scheduleEntries has every entry that a file of schedules declares, each kind once", async () => {
  const kinds: string[] = [];
  for await (const { name } of Deno.readDir(join(checkout, "lib", "schedules"))) {
    const text = await Deno.readTextFile(join(checkout, "lib", "schedules", name));
    kinds.push(...[...text.matchAll(/^export const \w+Entry: .*\n +kind: "(.*)"/gm)].map(([, kind]) => kind));
  }
  assertEquals(scheduleEntries.map(({ kind }) => kind).sort() as string[], kinds.sort());
  assertEquals(new Set(kinds).size, kinds.length);
});

for (const { kind, endsInNoise, needsOptions } of scheduleEntries) {
  Deno.test(`the schedule ${kind} has a schema with its defaults, and ends as it declares`, () => {
    if (needsOptions) return void assertThrows(() => scheduleConfig().parse({ kind }));
    const config = scheduleConfig().parse({ kind });
    assertEquals(scheduleConfig().parse(JSON.parse(JSON.stringify(config))), config);
    assertThrows(() => scheduleConfig().parse({ kind, nonsense: 1 }));
    assertEquals(makeSchedule(config).at(1).alpha === 0, endsInNoise);
    const grid = makeGrid(config, 50);
    assertEquals(grid.steps, 50);
    assert(grid.logSnr.every((value, k) => k === 0 || value < grid.logSnr[k - 1]));
  });
}

Deno.test("makeSchedule() makes a schedule of another one, and names a kind that it does not know", () => {
  const config = scheduleConfig().parse({ kind: "zero-terminal-snr", of: { kind: "quadratic", betaMax: 10 } });
  assertEquals(makeSchedule(config).at(1).alpha, 0);
  assertEquals(config, { kind: "zero-terminal-snr", of: { kind: "quadratic", betaMin: 0.1, betaMax: 10 } } as never);
  assertThrows(() => makeSchedule({ kind: "liner" } as never), RangeError, 'did you mean "linear"?');
});
