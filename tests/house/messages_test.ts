import { sourceFiles } from "../../lib/tasks/checks/imports.ts";
import { type Message, thrownMessages } from "../../lib/tasks/checks/messages.ts";
import { assert, assertEquals } from "../assert.ts";

const messages = await thrownMessages(await sourceFiles("lib"));

function strays(fits: (text: string) => boolean): string[] {
  return messages.filter(({ text }) => !fits(text)).map(({ path, line, text }: Message) => `${path}:${line}: ${text}`);
}

Deno.test("every error says what cannot be done and why, or is such a reason, or that it was interrupted", () => {
  assert(messages.length > 200);
  // A reason is put behind "Cannot X: " by whoever catches it, so it begins in lower case or with a name.
  assertEquals(strays((text) => /^Cannot [^:]+(?::|…)|^[a-z…"]|^Interrupted/.test(text)), []);
});

Deno.test("no error ends with a full stop or shouts", () => {
  assertEquals(strays((text) => !/[.!]$/.test(text)), []);
});
