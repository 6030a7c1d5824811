import { readOverrides, withOverrides } from "../../../lib/experiments/config/overrides.ts";
import { runConfig } from "../../../lib/experiments/config/run_config.ts";
import { assertEquals, assertThrows } from "../../assert.ts";
import { smallRun } from "../fixtures.ts";

Deno.test("withOverrides() sets values where keys say, and leaves the configuration as it was", () => {
  const config = { a: { b: 1, c: [1, 2] }, d: "x" }, before = structuredClone(config);
  const set = (...texts: string[]) => withOverrides(config, readOverrides(texts));
  assertEquals(set("a.b=2", "a.c.1=7", "d=true", "e.f=word", "g=1=2"), {
    a: { b: 2, c: [1, 7] },
    d: true,
    e: { f: "word" },
    g: "1=2",
  });
  assertEquals(config, before);
  assertThrows(() => set("d.x=1"), TypeError, 'Cannot set d.x: "x" has no key "x"');
  assertThrows(() => set("a.c.9=1"), TypeError, 'Cannot set a.c.9: "9" must be an index of 2 entries');
  assertThrows(() => set("steps"), SyntaxError, '"steps" is not of the form key=value');
});

Deno.test("withOverrides() of a run is validated as the run is", () => {
  const set = (text: string) => runConfig(withOverrides(smallRun, readOverrides([text])));
  assertEquals(set("training.steps=7").training.steps, 7);
  assertEquals(set("sampler.name=DDPM").sampler.name, "DDPM");
  assertThrows(() => set("training.stepz=7"), RangeError, 'did you mean "steps"?');
});
