import { type ChannelLoops, makeChannelLoops } from "../../../lib/backend/wasm/channel_loops.ts";
import { Random } from "../../../lib/numerics/random.ts";
import { assert, assertEquals } from "../../assert.ts";

/** Where things begin, in entries; between the pixels' panels stands what must be left alone. */
const [X, Y, OUT, COEFFICIENTS, SUMS, STRIDE] = [0, 1000, 2000, 3000, 4000, 19];
const [PIXELS, PANELS] = [5, 2];

/** Every channel of every pixel: where it lies from the first, and which it is. */
const entries = Array.from({ length: PIXELS * 8 * PANELS }, (_, i) => ({
  at: Math.floor(i / (8 * PANELS)) * STRIDE + i % (8 * PANELS),
  channel: i % (8 * PANELS),
}));

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

for (const fused of [true, false]) {
  const memory = new WebAssembly.Memory({ initial: 1 }), values = new Float32Array(memory.buffer);
  const loops = makeChannelLoops(memory, fused);
  const bytes = (...at: number[]) => at.map((i) => 4 * i);
  const coefficient = (before: Float32Array, kinds: number, kind: number, channel: number) =>
    before[COEFFICIENTS + Math.floor(channel / 8) * 8 * kinds + 8 * kind + channel % 8];
  /** Runs a pass on normal numbers and checks what it writes, entry by entry, and that nothing else has changed. */
  const check = (name: keyof ChannelLoops, kinds: number, y: boolean, expected: Expected) => {
    values.set(Float32Array.from(new Random(1, "loops").normals(values.length), (v) => 3 * v));
    const before = values.slice(),
      z = (at: number, c: number) =>
        (before[X + at] - coefficient(before, kinds, 0, c)) * coefficient(before, kinds, 1, c) +
        coefficient(before, kinds, 2, c);
    const [pixels, panels, stride] = [PIXELS, PANELS, 4 * STRIDE];
    const addresses = bytes(X, ...(y ? [Y] : []), OUT);
    (loops[name] as (...args: number[]) => void)(...addresses, pixels, panels, stride, 4 * COEFFICIENTS);
    for (const { at, channel } of entries) {
      const wanted = expected(
        { x: before[X + at], y: before[Y + at], z: z(at, channel) },
        (kind) => coefficient(before, kinds, kind, channel),
      );
      const off = Math.abs(values[OUT + at] - wanted);
      assert(off <= 1e-6 * Math.max(1, Math.abs(wanted)), `${name} at ${at}: ${values[OUT + at]}, not ${wanted}`);
      before[OUT + at] = values[OUT + at];
    }
    assertEquals(values, before, `${name} writes where it should not`);
  };

  Deno.test(`channel loops map channels and touch nothing else, fused: ${fused}`, () => {
    check("affine", 3, false, ({ z }) => z);
    check("silu", 3, false, ({ z }) => z * sigmoid(z));
    check("siluSlope", 3, true, ({ y, z }) => y * sigmoid(z) * (1 + z * (1 - sigmoid(z))));
    check("combine", 4, true, ({ x, y }, kind) => kind(1) * y + kind(2) * (x - kind(0)) + kind(3));
  });

  Deno.test(`channel loops sum channels in float64, fused: ${fused}`, () => {
    values.set(Float32Array.from(new Random(2, "loops").normals(values.length)));
    values[Y] = 2 ** 30;
    const before = values.slice(), sums = new Float64Array(memory.buffer, 4 * SUMS, 16 * PANELS);
    loops.moments(4 * X, 4 * Y, PIXELS, PANELS, 4 * STRIDE, 4 * SUMS);
    const expected = new Float64Array(sums.length);
    for (const { at, channel } of entries) {
      const to = Math.floor(channel / 8) * 16 + channel % 8;
      expected[to] += before[Y + at];
      expected[to + 8] += before[Y + at] * before[X + at];
    }
    sums.forEach((sum, i) =>
      assert(Math.abs(sum - expected[i]) <= 1e-15 * 2 ** 32, `sum ${i}: ${sum}, not ${expected[i]}`)
    );
    before.set(values.subarray(SUMS, SUMS + 32 * PANELS), SUMS);
    assertEquals(values, before);
  });

  Deno.test(`channel loops give SiLU far out what its formula gives, fused: ${fused}`, () => {
    const far = [-Infinity, -1e30, -200, -100, -89, -88.5, -88, -87.5, 0, -0, 86, 87.5, 88.8, 200, Infinity, NaN];
    values.fill(0);
    values.set(far, X);
    // Factors of 1 and shifts of −0, which leaves −0 as it is.
    for (const panel of [0, 24]) {
      values.fill(1, COEFFICIENTS + panel + 8, COEFFICIENTS + panel + 16).fill(
        -0,
        COEFFICIENTS + panel + 16,
        COEFFICIENTS + panel + 24,
      );
    }
    loops.silu(4 * X, 4 * OUT, 1, 2, 4, 4 * COEFFICIENTS);
    far.forEach((z, i) => {
      const got = values[OUT + i], wanted = z * sigmoid(z);
      assert(
        Object.is(got, wanted) || Math.abs(got - wanted) <= 1e-36 + 2e-7 * Math.abs(wanted),
        `${z}: ${got}, not ${wanted}`,
      );
    });
  });
}

type Expected = (entry: { x: number; y: number; z: number }, coefficient: (kind: number) => number) => number;
