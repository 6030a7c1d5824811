import { checkSigned, signed } from "../../lib/io/signed_json.ts";
import { assertEquals, assertThrows } from "../assert.ts";

Deno.test("checkSigned() gives back what signed() took, in whatever order, and nothing that was changed", () => {
  const content = { value: 1.5, list: [1, { a: null }] }, text = JSON.stringify(signed(content));
  assertEquals(checkSigned("a.json", JSON.parse(text), ""), content);
  const { sha256, value, list } = JSON.parse(text);
  assertEquals(checkSigned("a.json", { sha256, list, value }, ""), content);
  // One digit of the value, of the digest, and a key.
  for (const [from, to] of [["1.5", "1.6"], [sha256.slice(0, 8), "00000000"], ["list", "lost"]]) {
    assertThrows(
      () => checkSigned("a.json", JSON.parse(text.replace(from, to)), "remove it"),
      SyntaxError,
      "Cannot read a.json: its content does not have its SHA-256, so it was damaged or changed; remove it",
    );
  }
});

Deno.test("checkSigned() hands on what has no digest", () => {
  assertEquals(checkSigned("a.json", { value: 1 }, ""), { value: 1 });
  assertEquals(checkSigned("a.json", null, ""), null);
});
