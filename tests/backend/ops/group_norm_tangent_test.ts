import { groupNormSiluTangent, groupNormTangent } from "../../../lib/backend/ops/group_norm_tangent.ts";
import { checkOperation, type Field } from "../check_operation.ts";

const cases = [
  { x: [2, 3, 3, 4], groups: 2, eps: 1e-5 },
  { x: [1, 2, 5, 6], groups: 3, eps: 1e-3 },
  { x: [3, 4, 2, 5], groups: 1, eps: 1e-5 },
  { x: [4, 12], groups: 4, eps: 1e-2 },
];

checkOperation({
  name: "groupNormTangent()",
  cases: cases.map(({ x }) => [x, x]),
  operation: ([x, dx], i) => groupNormTangent(x, dx, cases[i].groups, cases[i].eps),
  reference: ([x, dx], i) => derive(x, dx, cases[i]).tangent,
});

checkOperation({
  name: "groupNormSiluTangent()",
  cases: cases.map(({ x }) => [x, x, x.slice(-1), x.slice(-1)]),
  operation: ([x, dx, scale, offset], i) => groupNormSiluTangent(x, dx, scale, offset, cases[i].groups, cases[i].eps),
  reference: ([x, dx, scale, offset], i) => {
    const { normal, tangent } = derive(x, dx, cases[i]), channels = scale.data.length;
    const data = tangent.data.map((moved, at) => {
      const z = normal[at] * scale.data[at % channels] + offset.data[at % channels], s = 1 / (1 + Math.exp(-z));
      return moved * scale.data[at % channels] * s * (1 + z * (1 - s));
    });
    return { shape: x.shape, data };
  },
});

/** The normalised values and their derivative along dx. */
function derive(x: Field, dx: Field, { groups, eps }: typeof cases[number]): { normal: Float64Array; tangent: Field } {
  const channels = x.shape[x.shape.length - 1], size = x.data.length / x.shape[0];
  const normal = new Float64Array(x.data.length), tangent = new Float64Array(x.data.length);
  // Entries of one sample and one group have the same key.
  const members = Map.groupBy(x.data.keys(), (at) => {
    return Math.floor(at / size) * groups + Math.floor(at % channels * groups / channels);
  });
  for (const own of members.values()) {
    const mean = (of: (at: number) => number) => own.reduce((sum, at) => sum + of(at), 0) / own.length;
    const [centre, drift] = [mean((at) => x.data[at]), mean((at) => dx.data[at])];
    const scale = Math.sqrt(mean((at) => (x.data[at] - centre) ** 2) + eps);
    const growth = mean((at) => (x.data[at] - centre) * (dx.data[at] - drift)) / scale;
    for (const at of own) {
      normal[at] = (x.data[at] - centre) / scale;
      tangent[at] = (dx.data[at] - drift) / scale - (x.data[at] - centre) * growth / scale ** 2;
    }
  }
  return { normal, tangent: { shape: x.shape, data: tangent } };
}
