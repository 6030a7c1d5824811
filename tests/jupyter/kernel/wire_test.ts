import * as fc from "../../property.ts";
import { assertEquals, assertThrows } from "../../assert.ts";
import { decodeMessage, encodeMessage, type JupyterMessage } from "../../../lib/jupyter/kernel/wire.ts";

const message = (content: Record<string, unknown>): JupyterMessage => ({
  header: { msg_id: "1", msg_type: "status" },
  parent_header: { msg_id: "0" },
  metadata: {},
  content,
});
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("decodeMessage() reads what encodeMessage() wrote, behind any routing prefix", () => {
  fc.assert(fc.property(
    fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false })),
    fc.array(fc.uint8Array({ maxLength: 5 }), { maxLength: 3 }),
    (content, prefix) => {
      const sent = message(JSON.parse(JSON.stringify(content)));
      assertEquals(decodeMessage([...prefix, ...encodeMessage(sent, "key")], "key"), sent);
    },
  ));
});

Deno.test("decodeMessage() refuses another key and a changed byte", () => {
  const frames = encodeMessage(message({ a: 1 }), "key");
  assertThrows(() => decodeMessage(frames, "yek"), SyntaxError, "signature");
  frames[5] = bytes('{"a":2}');
  assertThrows(() => decodeMessage(frames, "key"), SyntaxError, "signature");
});

Deno.test("decodeMessage() refuses missing frames, a signature of another length and what is no JSON object", () => {
  const frames = encodeMessage(message({}), "key");
  assertThrows(() => decodeMessage(frames.slice(0, 5), "key"), SyntaxError, "5 frames");
  assertThrows(() => decodeMessage([], "key"), SyntaxError, "0 frames");
  assertThrows(() => decodeMessage(frames.with(1, bytes("")), "key"), SyntaxError, "signature");
  const list = encodeMessage({ ...message({}), content: [] as unknown as Record<string, unknown> }, "key");
  assertThrows(() => decodeMessage(list, "key"), SyntaxError, "no JSON object");
  const headless = encodeMessage({ ...message({}), header: {} as JupyterMessage["header"] }, "key");
  assertThrows(() => decodeMessage(headless, "key"), SyntaxError, "msg_id");
});
