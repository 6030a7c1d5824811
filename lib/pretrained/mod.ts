/**
 * Networks that others trained: opened, asked, measured and given back like the kit's own.
 * @module
 */
export { writeDiffusers } from "./diffusers/write.ts";
export { type FineTuning, fineTuning } from "./first_weights.ts";
export * from "./measure/measure_model.ts";
export type { EdmPreconditioning, Form } from "./models/form.ts";
export {
  type ModelInfo,
  type ModelKind,
  modelPredictor,
  type ModelTold,
  networkModel,
  type PretrainedModel,
} from "./models/model.ts";
export { edmForm, plainForm } from "./models/form.ts";
export { type ModelSampleOptions, modelSamples, modelSubject, samplePlan } from "./models/subject.ts";
export { trainedModel } from "./models/trained_model.ts";
export * from "./open.ts";
export * from "./registry/registered.ts";
export { publishedModels, type Verification, verifyPublished } from "./verify/published.ts";
