/**
 * Models that can be fetched by name.
 * @module
 */
export * from "./registered.ts";
