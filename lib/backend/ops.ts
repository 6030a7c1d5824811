/**
 * The operations that the networks are made of, differentiable on every backend.
 * @module
 */
export { attention, selfAttention } from "./ops/attention.ts";
export { avgPool2 } from "./ops/avg_pool2.ts";
export { biasAdd } from "./ops/bias_add.ts";
export { conv2d } from "./ops/conv2d.ts";
export { convolution, type NormBefore, type Surroundings } from "./ops/convolution.ts";
export { dense } from "./ops/dense.ts";
export { groupNorm, groupNormSilu } from "./ops/group_norm.ts";
export { groupNormTangent } from "./ops/group_norm_tangent.ts";
export { residual, type ResidualParts } from "./ops/residual.ts";
export { silu, siluTangent } from "./ops/silu.ts";
export { upsample2 } from "./ops/upsample2.ts";
export { type AdamOptions, adamStep, type AdamTensors } from "./ops/adam.ts";
export { emaStep } from "./ops/ema.ts";
