import { assertEquals } from "../../assert.ts";
import {
  convolutionsOf,
  INCEPTION_FEATURES,
  inceptionUnits,
  type Unit,
} from "../../../lib/metrics/inception/architecture.ts";

/** Channels and extent behind a chain; throws where one unit does not fit the next. */
const follow = (units: readonly Unit[], channels: number, side: number): [number, number] => {
  for (const unit of units) {
    if (unit.kind === "parallel") {
      const ends = unit.branches.map((branch) => follow(branch, channels, side));
      for (const [, end] of ends) assertEquals(end, ends[0][1]);
      [channels, side] = [ends.reduce((sum, [width]) => sum + width, 0), ends[0][1]];
      continue;
    }
    const size = unit.kind === "convolution" ? unit.size[0] : 3;
    if (unit.padding === "valid") side = Math.floor((side - size) / unit.stride) + 1;
    if (unit.kind !== "convolution") continue;
    assertEquals([unit.name, unit.from], [unit.name, channels]);
    channels = unit.to;
  }
  return [channels, side];
};

Deno.test("inceptionUnits() fit each other and end in 2048 channels of 8 × 8", () => {
  assertEquals(follow(inceptionUnits(), 3, 299), [INCEPTION_FEATURES, 8]);
});

Deno.test("convolutionsOf() finds the 94 convolutions, each under a name of its own", () => {
  const names = convolutionsOf(inceptionUnits()).map(({ name }) => name);
  assertEquals([names.length, new Set(names).size], [94, 94]);
});
