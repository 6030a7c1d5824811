import { groupNorm, groupNormSilu } from "../../../lib/backend/ops/group_norm.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertThrows } from "../../assert.ts";
import { testOnBackends } from "../backends.ts";
import { assertClose, checkOperation, type Field } from "../check_operation.ts";

const cases = [
  { x: [2, 3, 3, 4], groups: 2, eps: 1e-5 },
  { x: [1, 2, 5, 6], groups: 3, eps: 1e-3 },
  { x: [3, 4, 2, 5], groups: 1, eps: 1e-5 },
  { x: [2, 3, 2, 3], groups: 3, eps: 1e-5 },
  { x: [4, 12], groups: 4, eps: 1e-2 },
  { x: [2, 70, 2], groups: 1, eps: 1e-5 },
];

/** Two passes over each group, as the definition has it. */
function reference([x, scale, offset]: Field[], { groups, eps }: { groups: number; eps: number }): Field {
  const [batch, channels] = [x.shape[0], scale.shape[0]];
  const width = channels / groups, size = x.data.length / batch, y = new Float64Array(x.data.length);
  for (let n = 0; n < batch; n++) {
    for (let g = 0; g < groups; g++) {
      const members: number[] = [];
      for (let i = 0; i < size; i++) if (Math.floor(i % channels / width) === g) members.push(n * size + i);
      const mean = members.reduce((sum, i) => sum + x.data[i], 0) / members.length;
      const variance = members.reduce((sum, i) => sum + (x.data[i] - mean) ** 2, 0) / members.length;
      for (const i of members) {
        y[i] = (x.data[i] - mean) / Math.sqrt(variance + eps) * scale.data[i % channels] + offset.data[i % channels];
      }
    }
  }
  return { shape: x.shape, data: y };
}

const shapes = cases.map(({ x }) => [x, x.slice(-1), x.slice(-1)]);

checkOperation({
  name: "groupNorm()",
  cases: shapes,
  operation: ([x, scale, offset], i) => groupNorm(x, scale, offset, cases[i].groups, cases[i].eps),
  reference: (inputs, i) => reference(inputs, cases[i]),
});

checkOperation({
  name: "groupNormSilu()",
  cases: shapes,
  operation: ([x, scale, offset], i) => groupNormSilu(x, scale, offset, cases[i].groups, cases[i].eps),
  reference: (inputs, i) => {
    const y = reference(inputs, cases[i]);
    return { shape: y.shape, data: y.data.map((v) => v / (1 + Math.exp(-v))) };
  },
});

testOnBackends("groupNorm() is exact where the mean is far from zero", async () => {
  const x = tf.tensor([1000, 1001, 1002, 1003], [1, 4, 1]);
  const y = groupNorm(x, tf.ones([1]), tf.zeros([1]), 1, 1e-6);
  await assertClose(y, [-1.5, -0.5, 0.5, 1.5].map((v) => v / Math.sqrt(1.25 + 1e-6)), "value", 1e-5);
  tf.dispose([x, y]);
});

Deno.test("groupNorm() refuses what does not fit", () => {
  const x = tf.zeros([1, 2, 2, 6]), six = tf.ones([6]);
  assertThrows(() => groupNorm(x, tf.ones([5]), six, 2), TypeError, "scale must have shape [6], got [5]");
  assertThrows(() => groupNorm(x, six, tf.ones([6, 1]), 2), TypeError, "offset must have shape [6], got [6,1]");
  assertThrows(() => groupNorm(x, six, six, 4), RangeError, "groups must divide the 6 channels, got 4");
  assertThrows(() => groupNormSilu(x, six, six, 2, 0), RangeError, "eps must be greater than 0, got 0");
});
