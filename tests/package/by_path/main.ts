/**
 * A project's program: it computes by topics, and may show by the face of all.
 * @module
 */
import { lines, show } from "nearzero";
import { exactDerivative } from "nearzero/lipschitz";
import { isotropicMixture } from "nearzero/oracle";
import { fromFormula } from "nearzero/schedules";

const [draws] = Deno.args;
const data = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0), variance: 0.04 });
const { estimate } = exactDerivative(data, fromFormula("cos(pi t / 2)"), { time: 1e-6, samples: 64 });
console.log(estimate.value);
const series = [{ label: "", x: [0, 1, 2], y: [0, 1, 4] }];
if (draws) {
  await show(
    lines({ name: "parabola", caption: "A parabola." }, [{ x: { title: "x" }, y: { title: "y" }, series }]),
  );
}
