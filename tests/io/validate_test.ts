import { z } from "zod";
import { validate } from "../../lib/io/validate.ts";
import { assertEquals, assertThrows } from "../assert.ts";

const schema = z.strictObject({
  network: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("mlp"), hidden: z.array(z.int().min(1)).min(1).default([64]) }),
    z.strictObject({ kind: z.literal("unet"), down: z.enum(["average", "stride"]) }),
  ]),
  rate: z.number().positive().default(0.001),
});

function refused(value: unknown, type: typeof RangeError | typeof TypeError, message: string): void {
  const error = assertThrows(() => validate("train", schema, value), type);
  assertEquals(error.message, `Cannot train: ${message}`);
}

Deno.test("validate() fills in defaults", () => {
  const expected = { network: { kind: "mlp" as const, hidden: [64] }, rate: 0.001 };
  assertEquals(validate("train", schema, { network: { kind: "mlp" } }), expected);
});

Deno.test("validate() names an unknown key, where it is and the nearest", () => {
  refused(
    { network: { kind: "mlp", hiden: [] } },
    RangeError,
    'no key "hiden" in network, there is kind, hidden (did you mean "hidden"?)',
  );
  refused({ network: { kind: "mlp" }, x: 1 }, RangeError, 'no key "x" in the configuration, there is network, rate');
});

Deno.test("validate() names what is missing or of the wrong type", () => {
  refused({}, TypeError, "network is missing, it must be an object");
  refused({ network: { kind: "mlp", hidden: [8, "8"] } }, TypeError, 'network.hidden[1] must be a number, got "8"');
  refused({ network: { kind: "mlp", hidden: [8.5] } }, TypeError, "network.hidden[0] must be an integer, got 8.5");
  refused([1], TypeError, "the configuration must be an object, got [1]");
});

Deno.test("validate() names values out of range", () => {
  refused(
    { network: { kind: "mpl" } },
    RangeError,
    'network.kind must be one of mlp, unet (did you mean "mlp"?); got "mpl"',
  );
  refused({ network: {} }, RangeError, "network.kind is missing, there is mlp, unet");
  const down = 'network.down must be one of average, stride (did you mean "stride"?); got "strides"';
  refused({ network: { kind: "unet", down: "strides" } }, RangeError, down);
  refused({ network: { kind: "mlp" }, rate: 0 }, RangeError, "rate must be above 0, got 0");
  refused({ network: { kind: "mlp", hidden: [0] } }, RangeError, "network.hidden[0] must be at least 1, got 0");
  refused({ network: { kind: "mlp", hidden: [] } }, RangeError, "network.hidden must have at least 1 entries, got []");
});

Deno.test("validate() names what is no word where a word is asked for", () => {
  const odd: [value: unknown, written: string][] = [
    [{ toString: null }, '{"toString":null}'],
    [{ toString: 1, valueOf: 2 }, '{"toString":1,"valueOf":2}'],
    [null, "null"],
    [[["mlp"]], '[["mlp"]]'],
    [7n, "7n"],
    [Symbol("mlp"), "Symbol(mlp)"],
  ];
  for (const [value, written] of odd) {
    refused({ network: { kind: value } }, RangeError, `network.kind must be one of mlp, unet; got ${written}`);
    refused(
      { network: { kind: "unet", down: value } },
      RangeError,
      `network.down must be one of average, stride; got ${written}`,
    );
  }
});
