/**
 * The site: notebooks, figures, guides and the public face as static pages, and the exact side live among them.
 * @module
 */
export { makeSite, type SiteOptions, writeSite } from "./build.ts";
export { serveSite, type SiteServer } from "./serve.ts";
