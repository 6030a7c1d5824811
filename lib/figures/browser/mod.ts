/**
 * The browser that figures are drawn in: the reader's own, or the one that npm brings.
 * @module
 */
export { BrowserError, closeSharedBrowser, launchBrowser, sharedBrowser } from "./browser.ts";
export { openSans, unpackChromium } from "./chromium.ts";
