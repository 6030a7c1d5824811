import { residual, type ResidualParts } from "../../../lib/backend/ops/residual.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertThrows } from "../../assert.ts";
import { checkOperation, type Field } from "../check_operation.ts";
import { plainConvolution, same } from "../plain_convolution.ts";
import { activated } from "../plain_normalisation.ts";

interface Case {
  /** Of the maps: samples, height, width, and the channels of each. */
  at: [n: number, h: number, w: number, ...channels: number[]];
  to: number;
  groups: number;
  skip?: boolean;
}

const cases: Case[] = [
  { at: [2, 4, 4, 4], to: 4, groups: 2 },
  { at: [1, 3, 5, 2], to: 6, groups: 2, skip: true },
  { at: [3, 2, 2, 4, 2], to: 4, groups: 2, skip: true },
  { at: [2, 1, 3, 1, 1], to: 2, groups: 1 },
  { at: [1, 2, 4, 1], to: 2, groups: 1, skip: true },
  { at: [1, 1, 2, 3, 2], to: 17, groups: 1, skip: true },
];

function shapes({ at: [n, h, w, ...channels], to, skip }: Case): Record<string, number[]> {
  const from = channels.reduce((sum, c) => sum + c, 0);
  return {
    ...Object.fromEntries(channels.map((c, i) => [`x${i}`, [n, h, w, c]])),
    scale0: [from],
    offset0: [from],
    conv0: [3, 3, from, to],
    share: [n, to],
    scale1: [to],
    offset1: [to],
    conv1: [3, 3, to, to],
    bias: [to],
    ...(skip ? { skip: [1, 1, from, to], skipBias: [to] } : {}),
  };
}

function named<T>(index: number, inputs: T[]): Record<string, T> {
  return Object.fromEntries(Object.keys(shapes(cases[index])).map((name, i) => [name, inputs[i]]));
}

/** Two maps side by side. */
function joined(maps: Field[]): Field {
  const [n, h, w] = maps[0].shape, from = maps.reduce((sum, { shape }) => sum + shape[3], 0);
  const data = new Float64Array(n * h * w * from);
  let before = 0;
  for (const map of maps) {
    const c = map.shape[3];
    map.data.forEach((value, i) => data[Math.floor(i / c) * from + before + i % c] = value);
    before += c;
  }
  return { shape: [n, h, w, from], data };
}

checkOperation({
  name: "residual()",
  cases: cases.map((each) => Object.values(shapes(each))),
  operation: (inputs, index) => {
    const { x0, x1, ...parts } = named(index, inputs);
    const maps = (x1 === undefined ? [x0] : [x0, x1]) as tf.Tensor4D[];
    return residual(maps, parts as unknown as ResidualParts, cases[index].groups);
  },
  reference: (inputs, index) => {
    const { x0, x1, ...parts } = named(index, inputs), { groups } = cases[index];
    const x = joined(x1 === undefined ? [x0] : [x0, x1]), [n, h, w] = x.shape, { to } = cases[index];
    const three = same([h, w], [3, 3], 1), one = same([h, w], [1, 1], 1);
    const inner = plainConvolution(activated(x, parts.scale0, parts.offset0, groups, false), parts.conv0, three);
    inner.data.forEach((_, i) => inner.data[i] += parts.share.data[Math.floor(i / (h * w * to)) * to + i % to]);
    const y = plainConvolution(activated(inner, parts.scale1, parts.offset1, groups, false), parts.conv1, three);
    const beside = parts.skip === undefined ? x : plainConvolution(x, parts.skip, one);
    y.data.forEach((_, i) => {
      y.data[i] += beside.data[i] + parts.bias.data[i % to] + (parts.skipBias?.data[i % to] ?? 0);
    });
    return { shape: [n, h, w, to], data: y.data };
  },
});

Deno.test("residual() refuses what does not fit", () => {
  const parts = Object.fromEntries(
    Object.entries(shapes(cases[0])).map(([name, shape]) => [name, tf.zeros(shape)]),
  ) as unknown as ResidualParts & { x0: tf.Tensor4D };
  const { x0, ...rest } = parts;
  assertThrows(() => residual([x0, x0], rest, 2), TypeError, "got [2,4,4,8]");
  assertThrows(() => residual([x0], rest, 3), RangeError, "groups must divide the 4 channels, got 3");
  assertThrows(() => residual([x0], { ...rest, bias: tf.zeros([3]) }, 2), TypeError, "must have shape [4] or [2,4]");
});
