import { assertEquals } from "../../assert.ts";
import { lastWords } from "../../../lib/jupyter/kernel/last_words.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("lastWords() keeps the last 4000 characters of a long stream", async () => {
  const text = Array.from({ length: 3_000 }, (_, i) => String(i)).join(" ");
  const words = lastWords(ReadableStream.from([bytes(text.slice(0, 5_000)), bytes(text.slice(5_000))]));
  assertEquals(await words.finish(), text.slice(-4_000));
});

Deno.test("lastWords() does not wait for a stream that somebody else holds open", async () => {
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(bytes("said")),
    cancel: () => void (cancelled = true),
  });
  assertEquals(await lastWords(stream).finish(), "said");
  assertEquals(cancelled, true);
});
