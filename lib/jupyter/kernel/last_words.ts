/**
 * What a process printed last, for the message that says why it ended.
 * @module
 */
import { within } from "./wait.ts";

/** A stream that is being read to its end. */
export interface LastWords {
  /**
   * Stops reading, once the process has ended.
   * @returns The last 4000 characters.
   */
  finish(): Promise<string>;
}

/**
 * Reads a process's output so that it never has to wait, and keeps the last of it.
 * @param stream The process's standard output or error.
 * @returns What gives the last words.
 */
export function lastWords(stream: ReadableStream<Uint8Array>): LastWords {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let tail = "";
  const drained = (async () => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      tail = (tail + decoder.decode(next.value, { stream: true })).slice(-4_000);
    }
  })();
  return {
    async finish() {
      // Another process that inherited the stream may hold it open: it must not hold us up.
      await within(200, drained);
      await reader.cancel();
      return tail;
    },
  };
}
