import { groupNormTangent } from "../../../lib/backend/ops/group_norm_tangent.ts";
import { checkOperation } from "../check_operation.ts";

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
  reference: ([x, dx], i) => {
    const { groups, eps } = cases[i], channels = x.shape[x.shape.length - 1];
    const size = x.data.length / x.shape[0], tangent = new Float64Array(x.data.length);
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
        tangent[at] = (dx.data[at] - drift) / scale - (x.data[at] - centre) * growth / scale ** 2;
      }
    }
    return { shape: x.shape, data: tangent };
  },
});
