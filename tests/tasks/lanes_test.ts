import { inLanes } from "../../lib/tasks/shared/lanes.ts";
import { assertEquals, assertRejects } from "../assert.ts";

/** Pieces of work that end when they are told to, and what has begun. */
function told(count: number) {
  const begun: number[] = [], pieces = Array.from({ length: count }, () => Promise.withResolvers<string>());
  const body = (piece: number) => (begun.push(piece), pieces[piece].promise);
  return { begun, body, pieces, work: pieces.map((_, i) => i) };
}

/** Lets everything that can go on go on. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("inLanes() does so many pieces at once, the next as soon as one ends, and keeps their order", async () => {
  const { begun, body, pieces, work } = told(4), all = inLanes(work, 2, body);
  assertEquals(begun, [0, 1]);
  pieces[1].resolve("b");
  await settle();
  assertEquals(begun, [0, 1, 2]);
  pieces[2].resolve("c");
  await settle();
  pieces[3].resolve("d");
  pieces[0].resolve("a");
  assertEquals(await all, ["a", "b", "c", "d"]);
});

Deno.test("inLanes() begins nothing more once a piece fails, and waits for what goes on", async () => {
  const { begun, body, pieces, work } = told(4), all = inLanes(work, 2, body);
  let over = false;
  const failed = assertRejects(() => all, Error, "no").then(() => over = true);
  pieces[0].reject(new Error("no"));
  await settle();
  assertEquals([begun, over], [[0, 1], false]);
  pieces[1].resolve("b");
  await failed;
  assertEquals(begun, [0, 1]);
});

Deno.test("inLanes() takes more lanes than there is work, and no work", async () => {
  assertEquals(await inLanes([1, 2], 8, (piece) => Promise.resolve(2 * piece)), [2, 4]);
  assertEquals(await inLanes([], 2, () => Promise.resolve(0)), []);
});
