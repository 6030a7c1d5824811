import { float64Space } from "../../lib/samplers/float64_space.ts";
import { integrate, type NormedSpace } from "../../lib/samplers/runge_kutta.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../assert.ts";

const space = float64Space(0, 2) as NormedSpace<Float64Array>;
const circle = (y: Float64Array) => Float64Array.of(-y[1], y[0], -y[3], y[2]);
const start = Float64Array.of(1, 0, 0, 2);

Deno.test("integrate() is as accurate as asked for, forwards and backwards", async () => {
  for (const tolerance of [1e-4, 1e-7, 1e-10]) {
    for (const to of [3, -3]) {
      const options = { relative: tolerance, absolute: tolerance };
      const { end, evaluations, steps, rejected } = await integrate(circle, space, start, 0, to, options);
      [Math.cos(to), Math.sin(to), -2 * Math.sin(to), 2 * Math.cos(to)].forEach((value, i) =>
        assertAlmostEquals(end[i], value, 30 * tolerance)
      );
      assertEquals(evaluations, 1 + 6 * (steps + rejected));
    }
  }
});

Deno.test("integrate() is of order 5: a tolerance ten times as fine takes 10^(1/5) times as many steps", async () => {
  const steps = [];
  for (const relative of [1e-6, 1e-11]) {
    steps.push((await integrate(circle, space, start, 0, 30, { relative, absolute: relative })).steps);
  }
  assert(steps[1] / steps[0] > 8 && steps[1] / steps[0] < 12, `${steps}`);
});

Deno.test("integrate() shortens its steps where the slope changes fast, and throws some away", async () => {
  const kink = (y: Float64Array, u: number) => y.map(() => 1 / (1e-4 + (u - 1) ** 2));
  const { end, rejected } = await integrate(kink, space, Float64Array.of(0, 0), 0, 2, {
    relative: 1e-8,
    absolute: 1e-8,
  });
  assertAlmostEquals(end[0], 200 * Math.atan(100), 1e-4);
  assert(rejected > 0);
});

Deno.test("integrate() frees every vector once, and none of the caller's", async () => {
  const live = new Set<Float64Array>();
  const made = (vector: Float64Array) => (live.add(vector), vector);
  const counting: NormedSpace<Float64Array> = {
    combine: (terms) => made(space.combine(terms)),
    release: (vector) => assert(live.delete(vector), "freed what is not its own, or twice"),
    norm: space.norm,
  };
  const { end } = await integrate((y) => made(circle(y)), counting, start, 0, 1);
  assertEquals([...live], [end]);
  live.clear();
  let asked = 0;
  const failing = (y: Float64Array) => asked++ < 9 ? made(circle(y)) : Promise.reject(new Error("stop"));
  await assertRejects(() => integrate(failing, counting, start, 0, 1), Error, "stop");
  assertEquals(live.size, 0);
});

Deno.test("integrate() says what it cannot do", async () => {
  await assertRejects(() => integrate(circle, space, start, 1, 1), RangeError, "from and to must differ");
  await assertRejects(() => integrate(circle, space, start, 0, Infinity), RangeError, "to must be");
  await assertRejects(() => integrate(circle, space, start, 0, 1, { relative: 0 }), RangeError, "relative");
  await assertRejects(
    () => integrate(circle, space, start, 0, 99, { mostSteps: 5 }),
    RangeError,
    "5 steps did not reach 99",
  );
  const broken = (y: Float64Array, u: number) => y.map(() => u > 0.5 ? NaN : 1);
  await assertRejects(
    () => integrate(broken, space, start, 0, 1),
    RangeError,
    "Cannot integrate at step 4, near 0.31: the derivative must be finite",
  );
});
