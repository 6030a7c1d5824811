/// <reference lib="dom" />
/**
 * What tests do on a page of the site.
 * @module
 */
import type { sharedBrowser } from "../../lib/figures/browser/browser.ts";

/** A page of the browser. */
export type Page = Awaited<ReturnType<Awaited<ReturnType<typeof sharedBrowser>>["browser"]["newPage"]>>;

/**
 * Opens an address anew, also where only what is behind "#" differs.
 * @param page The page.
 * @param address The address.
 */
export async function open(page: Page, address: string): Promise<void> {
  await page.goto("about:blank");
  await page.goto(address, { waitUntil: "load" });
}

/**
 * Fails every request whose address fits from now on, as a network that has gone would.
 * @param page The page.
 * @param address What fits.
 */
export async function withhold(page: Page, address: RegExp): Promise<void> {
  await page.setRequestInterception(true);
  page.on("request", (request) => void (address.test(request.url()) ? request.abort() : request.continue()));
}

/**
 * Waits until the explorer's form is in a state.
 * @param page The page.
 * @param state "draft", which "done" has passed, "done" or "failed".
 */
export async function inState(page: Page, state: string): Promise<void> {
  await page.waitForFunction(
    (state) => {
      const now = document.querySelector<HTMLElement>("#form")?.dataset.state;
      return now === state || (state === "draft" && now === "done");
    },
    { polling: 50 },
    state,
  );
}

/**
 * The text of an element that can be seen.
 * @param page The page.
 * @param selector The element.
 * @returns Its text; empty where it is hidden or there is none.
 */
export function seen(page: Page, selector: string): Promise<string> {
  return page.evaluate((selector) => {
    const found = document.querySelector<HTMLElement>(selector);
    return found !== null && found.checkVisibility() ? found.textContent!.trim() : "";
  }, selector);
}
