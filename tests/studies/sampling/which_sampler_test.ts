import type { SamplerQuality } from "../../../lib/studies/sampling/sampler_quality.ts";
import { alikeNames, closest, meanScores, samplerEffects } from "../../../lib/studies/sampling/which_sampler.ts";
import { assertAlmostEquals, assertEquals } from "../../assert.ts";

const groups = Array.from({ length: 10 }, (_, group) => group);

Deno.test("closest() names the smallest mean, whom nothing tells from it, and who is apart", () => {
  const scores = (shift: number, noise: number) =>
    groups.map((group) => group + shift + noise * (group % 2 === 0 ? 1 : -1));
  const found = closest([
    { name: "far", scores: scores(5, 0.1) },
    { name: "near", scores: scores(0, 0) },
    { name: "alike", scores: scores(0.01, 1) },
  ]);
  assertEquals([found.name, found.alike, found.apart], ["near", ["alike"], ["far"]]);
  assertAlmostEquals(found.score.value, 4.5);
  assertEquals(alikeNames(found), "alike");
  assertEquals(alikeNames({ ...found, apart: [] }), "all others");
  assertEquals(alikeNames({ ...found, alike: Array(9).fill("x") }), "all others but far");
});

Deno.test("samplerEffects() are paired by group and corrected over samplers; meanScores() average over data", () => {
  const plain = [{ name: "a", scores: groups }, { name: "b", scores: groups }];
  const shared = [
    { name: "a", scores: groups.map((group) => group - 1) },
    { name: "b", scores: groups.map((group) => group + (group % 2 === 0 ? 0.1 : -0.1)) },
  ];
  const [a, b] = samplerEffects(plain, shared);
  assertEquals([a.verdict, b.verdict], ["E-TSDM closer", "not distinguishable"]);
  assertAlmostEquals(a.difference.value, -1);
  // All ten differences have one sign: 2 of 2¹⁰ patterns, times two samplers.
  assertAlmostEquals(a.pValue, 2 * 2 / 1024);
  const row = (data: string, plain: number[]) => ({
    sampler: "a",
    data,
    budget: 5,
    evaluations: 5,
    plain,
    shared: plain,
  });
  const rows: SamplerQuality[] = [row("x", [1, 2]), row("y", [3, 6]), { ...row("x", [9, 9]), budget: 10 }];
  assertEquals(meanScores(rows, 5, "plain"), [{ name: "a", scores: [2, 4] }]);
});
