import { levelTable, normalShares } from "../../../lib/emit/accelerate/levels.ts";
import { modNsPath } from "../../../lib/samplers/mod_ns_path.ts";
import { gridPath, type NoisePath, schedulePath } from "../../../lib/samplers/noise_path.ts";
import { ddpmLinearGrid } from "../../../lib/schedules/grid.ts";
import { cosine } from "../../../lib/schedules/cosine.ts";
import { linear } from "../../../lib/schedules/linear.ts";
import { assertEquals, assertLess, assertThrows } from "../../assert.ts";

/** What the emitted `levels` computes at a time. */
function lookUp({ t, theta, slope }: Readonly<Record<string, Float64Array>>, time: number): [number, number] {
  let i = t.findIndex((knot) => knot > time) - 1;
  if (i < 0) i = t.length - 2;
  const h = t[i + 1] - t[i], u = (time - t[i]) / h, [a, b, da, db] = [theta[i], theta[i + 1], slope[i], slope[i + 1]];
  const angle = a + u * h * da + u ** 2 * (3 * (b - a) - h * (2 * da + db)) + u ** 3 * (h * (da + db) - 2 * (b - a));
  return [Math.cos(angle), Math.sin(angle)];
}

const plain = schedulePath(linear());
const paths: readonly [NoisePath, readonly number[]][] = [
  [plain, []],
  [schedulePath(cosine()), []],
  [modNsPath(plain, 0.1), [0.1]],
];

for (const [path, breaks] of paths) {
  Deno.test(`levelTable() has the ${path.name} between its knots to 1e-9`, () => {
    const { columns } = levelTable(path, false, { breaks });
    for (const time of [0.001, 0.00123, 0.0099, 0.05, 0.0999, 0.1001, 0.3, 0.77, 0.99]) {
      const [alpha, sigma] = lookUp(columns, time), level = path.levelAt(time);
      assertLess(Math.abs(alpha / level.alpha - 1), 1e-9);
      assertLess(Math.abs(sigma / level.sigma - 1), 1e-9);
    }
  });
}

Deno.test("levelTable() keeps steps as they are", () => {
  const path = gridPath(ddpmLinearGrid()), { columns } = levelTable(path, true);
  assertEquals([columns.alpha[7], columns.sigma[7]], [path.levelAt(7).alpha, path.levelAt(7).sigma]);
  assertEquals(columns.slope[7], path.at(7).dLogSnr);
});

Deno.test("levelTable() refuses a path with a bend between its knots", () => {
  const bent = { ...plain, name: "bent path", levelAt: (t: number) => plain.levelAt(t < 0.3 ? t : t * 0.999) };
  assertThrows(() => levelTable(bent, false), RangeError, "the bent path is not smooth at t = ");
});

Deno.test("normalShares() are those of the ends of the path", () => {
  const { alpha, sigma } = plain.levelAt(plain.finest), mean = Math.log(sigma / alpha);
  const [low, high] = normalShares(plain, { mean, deviation: 1.2 });
  assertLess(Math.abs(low - 0.5), 1e-12);
  assertLess(0.9, high);
});
