/// <reference lib="dom" />
/**
 * How long the explorer takes from the move of a slider to the painted draft.
 * @module
 */
import { inState, open, type Page } from "./page.ts";

/**
 * Moves sliders of the explorer in turn, and waits for the draft of each move.
 * @param page The page.
 * @param address The explorer with a choice behind "#".
 * @param count How many moves.
 * @param opened Called when the page is there and at rest, before the first move.
 * @param rest How far it is then: "done" unless told, or "draft" where the exact numbers are not waited for.
 * @returns Milliseconds from each input event to the draft on the screen; the first is that of opening the page.
 */
export async function redrawTimes(
  page: Page,
  address: string,
  count: number,
  opened: () => Promise<void> = async () => {},
  rest: "done" | "draft" = "done",
): Promise<number[]> {
  await open(page, address);
  await page.waitForSelector("#form[data-draft]");
  const first = await page.$eval("#form", (form) => Number((form as HTMLElement).dataset.draft));
  await inState(page, rest);
  await opened();
  const others = await page.evaluate(async (count) => {
    const form = document.getElementById("form")!, times: number[] = [];
    const rest = () => new Promise((resolve) => setTimeout(resolve, 30));
    // Every slider of what is shared, so that no number of before can serve again.
    const moves = [["until", -1.5, 0.01], ["intervals", 1, 1], ["delta", -4, 0.01], [
      "perturbation",
      0.1,
      0.01,
    ]] as const;
    for (let i = 0; i < count; i++) {
      const [id, from, step] = moves[i % moves.length], slider = document.getElementById(id) as HTMLInputElement;
      const value = from + step * (1 + Math.floor(i / moves.length));
      slider.value = String(id === "intervals" ? 1 + (Number(slider.value) + 6) % 20 : value);
      delete form.dataset.draft;
      const drawn = new Promise<void>((resolve) => {
        const watch = new MutationObserver(() => {
          if (form.dataset.draft === undefined) return;
          watch.disconnect();
          resolve();
        });
        watch.observe(form, { attributeFilter: ["data-draft"] });
      });
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      await drawn;
      times.push(Number(form.dataset.draft));
      await rest();
    }
    return times;
  }, count);
  return [first, ...others];
}
