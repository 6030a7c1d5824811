import { checkout } from "../../lib/io/checkout.ts";
import { assert, assertEquals, assertMatch, assertNotEquals } from "../assert.ts";
import { Dice } from "./dice.ts";
import { isTyped } from "./target.ts";

Deno.test("isTyped() tells the house's errors from the engine's", () => {
  for (
    const error of [
      new SyntaxError("Cannot read a.npy: not a .npy array at byte 0"),
      new RangeError("Cannot train: steps must be at least 1, got 0"),
      new Error("Cannot connect to 127.0.0.1:99: the peer ended the handshake"),
      new TypeError("Cannot read the run a.json: data is missing"),
    ]
  ) assert(isTyped(error), error.message);
  for (
    const error of [
      new TypeError("Cannot read properties of undefined (reading 'length')"),
      new TypeError("Cannot convert object to primitive value"),
      new TypeError("Cannot convert a BigInt value to a number"),
      new RangeError("Maximum call stack size exceeded"),
      new RangeError("Cannot parse: Maximum call stack size exceeded"),
      new RangeError("Array buffer allocation failed"),
      new RangeError("Invalid typed array length: 9"),
      new Error("ENOENT"),
      "Cannot train: a text",
      undefined,
    ]
  ) assert(!isTyped(error), String(error));
});

Deno.test("Dice makes the same input of the same numbers, and another of others", () => {
  const make = (seed: number, input: number) => {
    const dice = new Dice(seed, input), value = dice.mutated({ a: [1, 2, { b: "c" }], d: null });
    return [JSON.stringify(value), [...dice.damaged(new Uint8Array(100))]];
  };
  assertEquals(make(1, 2), make(1, 2));
  assertNotEquals(make(1, 2), make(1, 3));
  assertNotEquals(make(1, 2), make(2, 2));
});

Deno.test("fuzz says what came of the inputs, and ends with the counts of parsers", async () => {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "lib/tasks/fuzz.ts", "wire", "--inputs", "50", "--seconds", "60"],
    cwd: checkout,
    env: { NO_COLOR: "1" },
    stderr: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  assertMatch(text, /^wire +50 +\d+ +\d+ +0 +0 +0 +0 +\d+ MB$/m);
  assertMatch(text, /\n1 passed, 0 failed\n$/);
  assertEquals(code, 0);
});
