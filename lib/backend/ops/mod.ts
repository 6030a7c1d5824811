/**
 * The operations that the networks are made of, differentiable on every backend.
 * @module
 */
export { attention, selfAttention } from "./attention.ts";
export { avgPool2 } from "./avg_pool2.ts";
export { binomial3 } from "./binomial.ts";
export { biasAdd } from "./bias_add.ts";
export { conv2d } from "./conv2d.ts";
export { convolution, type NormBefore, type Surroundings } from "./convolution.ts";
export { dense } from "./dense.ts";
export { groupNorm, groupNormSilu } from "./group_norm.ts";
export { groupNormSiluTangent, groupNormTangent } from "./group_norm_tangent.ts";
export { residual, type ResidualParts } from "./residual.ts";
export { silu, siluTangent } from "./silu.ts";
export { upsample2 } from "./upsample2.ts";
export { type AdamOptions, adamStep, type AdamTensors } from "./adam.ts";
export { emaStep } from "./ema.ts";
