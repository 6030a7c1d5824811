import { halfToNumber } from "../../../lib/io/formats/half.ts";
import { assertEquals } from "../../assert.ts";

Deno.test("halfToNumber() gives every half its value", () => {
  // IEEE 754-2019, 3.4: exponent bias 15, ten bits of fraction.
  const known: [bits: number, value: number][] = [
    [0x3c00, 1],
    [0xc000, -2],
    [0x3555, 0.333251953125],
    [0x0001, 2 ** -24],
    [0x03ff, 2 ** -14 - 2 ** -24],
    [0x0400, 2 ** -14],
    [0x7bff, 65_504],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x8000, -0],
  ];
  for (const [bits, value] of known) assertEquals(halfToNumber(bits), value);
  assertEquals(halfToNumber(0x7e00), NaN);
  const view = new DataView(new ArrayBuffer(2));
  for (let bits = 0; bits < 65_536; bits++) {
    view.setUint16(0, bits);
    assertEquals(halfToNumber(bits), view.getFloat16(0), String(bits));
  }
});
