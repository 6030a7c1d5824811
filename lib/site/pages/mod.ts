/**
 * Pages: notebooks, figures, guides and the public face as HTML in one frame.
 * @module
 */
export * from "./api.ts";
export * from "./api_types.ts";
export * from "./cite.ts";
export * from "./explorer_page.ts";
export * from "./gallery.ts";
export * from "./guides.ts";
export * from "./home.ts";
export * from "./markdown.ts";
export * from "./notebook_page.ts";
export * from "./page.ts";
export * from "./source.ts";
