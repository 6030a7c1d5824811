import { attention, selfAttention } from "../../../lib/backend/ops/attention.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertThrows } from "../../assert.ts";
import { checkOperation } from "../check_operation.ts";

checkOperation({
  name: "attention()",
  cases: [
    [[4, 3], [5, 3], [5, 2]],
    [[3, 4, 2], [3, 4, 2], [3, 4, 2]],
    [[2, 2, 3, 5], [2, 2, 4, 5], [2, 2, 4, 3]],
    [[2, 17, 16], [2, 18, 16], [2, 18, 16]],
    [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
  ],
  operation: ([q, k, v]) => attention(q, k, v),
  reference: ([q, k, v]) => {
    const [queries, d] = q.shape.slice(-2), [keys, width] = v.shape.slice(-2);
    const y = new Float64Array(q.data.length / d * width);
    for (let row = 0; row < q.data.length / d; row++) {
      const batch = Math.floor(row / queries);
      const scores = Array.from({ length: keys }, (_, j) => {
        let sum = 0;
        for (let i = 0; i < d; i++) sum += q.data[row * d + i] * k.data[(batch * keys + j) * d + i];
        return Math.exp(sum / Math.sqrt(d));
      });
      const total = scores.reduce((a, b) => a + b);
      scores.forEach((score, j) => {
        for (let i = 0; i < width; i++) y[row * width + i] += score / total * v.data[(batch * keys + j) * width + i];
      });
    }
    return { shape: [...q.shape.slice(0, -1), width], data: y };
  },
});

Deno.test("attention() refuses shapes that do not fit", () => {
  const q = tf.zeros([2, 3, 4]);
  for (const [k, v] of [[[2, 3, 5], [2, 3, 5]], [[2, 3, 4], [2, 4, 4]], [[1, 3, 4], [1, 3, 4]], [[3, 4], [3, 4]]]) {
    assertThrows(() => attention(q, tf.zeros(k), tf.zeros(v)), TypeError, `got [2,3,4], [${k}] and [${v}]`);
  }
});

const several: { shape: [n: number, positions: number, width: number]; heads: number }[] = [
  { shape: [2, 4, 12], heads: 1 },
  { shape: [1, 1, 3], heads: 1 },
  { shape: [2, 5, 18], heads: 3 },
  { shape: [1, 13, 6], heads: 2 },
  { shape: [1, 3, 51], heads: 1 },
];

checkOperation({
  name: "selfAttention()",
  cases: several.map(({ shape }) => [shape]),
  operation: ([qkv], index) => selfAttention(qkv as tf.Tensor3D, several[index].heads),
  reference: ([qkv], index) => {
    const [n, positions, width] = qkv.shape, { heads } = several[index], c = width / 3, d = c / heads;
    const y = new Float64Array(n * positions * c);
    const at = (sample: number, position: number, part: number, head: number) =>
      (sample * positions + position) * width + part * c + head * d;
    for (let sample = 0; sample < n; sample++) {
      for (let head = 0; head < heads; head++) {
        for (let i = 0; i < positions; i++) {
          const q = at(sample, i, 0, head);
          const shares = Array.from({ length: positions }, (_, j) => {
            const k = at(sample, j, 1, head);
            let sum = 0;
            for (let e = 0; e < d; e++) sum += qkv.data[q + e] * qkv.data[k + e];
            return Math.exp(sum / Math.sqrt(d));
          });
          const total = shares.reduce((a, b) => a + b);
          shares.forEach((share, j) => {
            const v = at(sample, j, 2, head), to = (sample * positions + i) * c + head * d;
            for (let e = 0; e < d; e++) y[to + e] += share / total * qkv.data[v + e];
          });
        }
      }
    }
    return { shape: [n, positions, c], data: y };
  },
});

Deno.test("selfAttention() refuses what does not fit", () => {
  assertThrows(() => selfAttention(tf.zeros([2, 3, 5]), 1), RangeError, "a multiple of 3 channels, got 5");
  assertThrows(() => selfAttention(tf.zeros([2, 3, 6]), 0), RangeError, "heads must be at least 1, got 0");
  assertThrows(
    () => selfAttention(tf.zeros([2, 6]) as unknown as tf.Tensor3D, 1),
    TypeError,
    "must have rank 3, got 2",
  );
});
