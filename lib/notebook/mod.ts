/**
 * What a notebook's cells call to show something.
 * @module
 */
export { help } from "./help.ts";
export { type Progress, progress, type ProgressState, type StepFacts, watch } from "./progress.ts";
export { show } from "./show.ts";
export { type Estimate, showTable, showTex, type TableCell } from "./table.ts";
