/**
 * Networks that others trained: opened, asked and measured like the kit's own.
 * @module
 */
export * from "./models/form.ts";
export * from "./first_weights.ts";
export * from "./measure/measure_model.ts";
export * from "./models/model.ts";
export * from "./open.ts";
export * from "./models/subject.ts";
