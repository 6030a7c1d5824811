/**
 * The DevTools protocol through a pipe: messages that end with a zero byte, for nobody else on the machine to hear.
 * @module
 */
import type { ConnectionTransport } from "puppeteer-core";
import type { Leashed } from "../../io/process/leash.ts";

/**
 * Connects to a browser that was started with `--remote-debugging-pipe`.
 * @param browser The process, with its pipe.
 * @returns What puppeteer speaks through; it closes when the browser ends.
 * @throws {TypeError} If the process has no pipe.
 */
export function pipeTransport({ input, output, release }: Leashed): ConnectionTransport {
  if (input === undefined || output === undefined) throw new TypeError("Cannot connect to a browser: it has no pipe");
  const encoder = new TextEncoder();
  const transport: ConnectionTransport = {
    // A browser that has ended reads no more; that is told by the other direction.
    send: (message) => void input.write(encoder.encode(`${message}\0`)).catch(() => {}),
    close: release,
  };
  const read = async () => {
    for await (const message of messages(output)) transport.onmessage?.(message);
  };
  read().catch(() => {}).finally(() => transport.onclose?.());
  return transport;
}

async function* messages(output: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let pieces: string[] = [];
  const decoder = new TextDecoder();
  for await (const bytes of output) {
    const [head, ...rest] = decoder.decode(bytes, { stream: true }).split("\0");
    pieces.push(head);
    for (const next of rest) {
      yield pieces.join("");
      pieces = [next];
    }
  }
}
