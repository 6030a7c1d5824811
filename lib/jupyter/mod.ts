/**
 * Notebooks without a front end: reading, running and checking them, and what Jupyter needs to run them itself.
 * @module
 */
export * from "./cell_check.ts";
export * from "./cell_error.ts";
export * from "./figure_check.ts";
export * from "./jupyter.ts";
export * from "./kernel/kernel_client.ts";
export * from "./kernelspec.ts";
export * from "./lab.ts";
export * from "./notebook_file.ts";
export * from "./parameters.ts";
export * from "./runner.ts";
