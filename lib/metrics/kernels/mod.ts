/**
 * Matrix work that metrics share: products of rows, traces of roots, factors.
 * @module
 */
export * from "./rows.ts";
export * from "./row_products.ts";
