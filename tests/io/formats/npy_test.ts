import { assertEquals, assertThrows } from "../../assert.ts";
import * as fc from "../../property.ts";
import { decodeNpy, encodeNpy, type NpyArray } from "../../../lib/io/formats/npy.ts";

const ascii = (text: string) => new TextEncoder().encode(text);
const file = (header: string, data: Uint8Array, version = 1) => {
  const length = version === 1 ? [header.length & 0xff, header.length >> 8] : [header.length, 0, 0, 0];
  return Uint8Array.from([0x93, ...ascii("NUMPY"), version, 0, ...length, ...ascii(header), ...data]);
};

Deno.test("encodeNpy() writes what numpy.save writes, decodeNpy() reads it back", () => {
  const array: NpyArray = { type: "f8", shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) };
  const bytes = encodeNpy(array);
  assertEquals(bytes.length, 128 + 48);
  const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }";
  assertEquals(new TextDecoder().decode(bytes.subarray(10, 128)), header.padEnd(117) + "\n");
  assertEquals(decodeNpy(bytes, "a.npy"), array);
  for (const shape of [[], [1], [0, 4]]) {
    const small: NpyArray = { type: "i4", shape, data: new Int32Array(shape.reduce((p, e) => p * e, 1)) };
    assertEquals(decodeNpy(encodeNpy(small), "a.npy"), small);
  }
});

Deno.test("decodeNpy() reads every version, byte order and memory order", () => {
  const data = Uint8Array.from([0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6]);
  const header = "{'shape': (2, 3), 'fortran_order': True, 'descr': '>u2'}\n";
  for (const version of [1, 2, 3]) {
    const { shape, data: values } = decodeNpy(file(header, data, version), "a.npy");
    assertEquals([shape, [...values]], [[2, 3], [1, 3, 5, 2, 4, 6]]);
  }
});

Deno.test("decodeNpy() names what is wrong and where", () => {
  const good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
  const eight = new Uint8Array(8);
  const refuse = (bytes: Uint8Array, message: string) =>
    assertThrows(() => decodeNpy(bytes, "a.npy"), SyntaxError, message);
  refuse(ascii("hello"), "Cannot read a.npy: not a .npy array at byte 0");
  refuse(file(good, eight, 9), "version 9 is unknown at byte 6");
  refuse(file(good, eight).subarray(0, 40), "the header is cut short at byte 40");
  refuse(file(good, new Uint8Array(7)), "shape (2) needs 8 bytes, there are 7");
  refuse(file(good.replace("<f4", "|O"), eight), "'|O' is not a plain number");
  refuse(file(good.replace("'<f4'", "[('a', '<f4')]"), eight), "the header is not");
  refuse(file(good.replace("(2,)", "(99999999, 99999999, 99999999)"), eight), "is too large");
  refuse(file(good.replace("False", "None"), eight), "the header is not");
  refuse(file(good.replace("}", ", 'descr': '<f4'}"), eight), "the header is not");
  refuse(file("import os", eight), "not a dictionary");
  assertThrows(() => encodeNpy({ type: "f4", shape: [3], data: new Float32Array(2) }), TypeError, "needs 3 elements");
});

Deno.test("decodeNpy() throws nothing but SyntaxError on bytes that were tampered with", () => {
  const bytes = encodeNpy({ type: "f4", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), (edits) => {
      const tampered = bytes.slice();
      for (const [at, value] of edits) tampered[at] = value;
      try {
        decodeNpy(tampered, "a.npy");
      } catch (error) {
        assertEquals((error as Error).name, "SyntaxError");
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("decodeNpy() reads halves as floats, and Python 2's long integers in shapes", () => {
  const half = "{'descr': '<f2', 'fortran_order': False, 'shape': (2, 2), }";
  const bytes = Uint8Array.of(0x00, 0x3c, 0x00, 0xc0, 0x55, 0x35, 0xff, 0x7b);
  const values = Float32Array.of(1, -2, 0.333251953125, 65_504);
  const expected: NpyArray = { type: "f4", shape: [2, 2], data: values };
  for (const own of [false, true]) assertEquals(decodeNpy(file(half, bytes), "x", own), expected);
  const swapped = Uint8Array.of(0x3c, 0x00, 0xc0, 0x00, 0x35, 0x55, 0x7b, 0xff);
  assertEquals(decodeNpy(file(half.replace("<", ">"), swapped), "x"), expected);
  const columns: NpyArray = { type: "f4", shape: [2, 2], data: Float32Array.of(1, values[2], -2, 65_504) };
  assertEquals(decodeNpy(file(half.replace("False", "True"), bytes), "x"), columns);
  const old = "{'descr': '|u1', 'fortran_order': False, 'shape': (2L, 3L), }", six = Uint8Array.of(1, 2, 3, 4, 5, 6);
  assertEquals(decodeNpy(file(old, six), "x"), { type: "u1", shape: [2, 3], data: six });
  assertEquals(decodeNpy(file(old.replace("2L, 3L", "6L,"), six), "x"), { type: "u1", shape: [6], data: six });
});

Deno.test("decodeNpy() takes no memory for a header that is too large", () => {
  const bytes = new Uint8Array(100_000);
  bytes.set([0x93, ...ascii("NUMPY"), 2, 0, 1, 0, 1, 0]);
  assertThrows(() => decodeNpy(bytes, "x"), SyntaxError, "a header of 65537 bytes is too large at byte 8");
});
