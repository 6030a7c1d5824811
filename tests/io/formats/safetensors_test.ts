import * as fc from "../../property.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  readSafetensors,
  type StoredTensor,
  writeSafetensors,
} from "../../../lib/io/formats/safetensors.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "../../assert.ts";
import { tempDir } from "../temp_dir.ts";

const sample: Record<string, StoredTensor> = {
  scale: { shape: [], values: Float64Array.from([Math.PI]) },
  weight: { shape: [2, 3], values: Float32Array.from([1, -2, 3, NaN, Infinity, 0]) },
  steps: { shape: [2], values: BigInt64Array.from([-1n, 2n ** 60n]) },
  none: { shape: [0, 4], values: new Int16Array(0) },
  mask: { shape: [3], values: Uint8Array.from([0, 1, 1]) },
};

/** A file with a header given as text and so many bytes of values. */
function file(header: string, bytes: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const out = new Uint8Array(8 + text.length + bytes);
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
  out.set(text, 8);
  return out;
}

Deno.test("encodeSafetensors() and decodeSafetensors() keep names, shapes, values and metadata", () => {
  const { tensors, metadata } = decodeSafetensors(encodeSafetensors(sample, { seed: "3", kind: "α" }), "x");
  assertEquals(metadata, { kind: "α", seed: "3" });
  assertEquals([...tensors.keys()].sort(), Object.keys(sample).sort());
  for (const [name, tensor] of tensors) assertEquals(tensor, sample[name]);
});

Deno.test("encodeSafetensors() gives the same bytes whatever the order, aligned to 8", () => {
  const turned = Object.fromEntries(Object.entries(sample).reverse());
  const bytes = encodeSafetensors(sample, { a: "1", b: "2" });
  assertEquals(encodeSafetensors(turned, { b: "2", a: "1" }), bytes);
  assertEquals(new DataView(bytes.buffer).getUint32(0, true) % 8, 0);
  assertThrows(
    () => encodeSafetensors({ a: { shape: [2], values: new Int8Array(3) } }),
    TypeError,
    "must have 2 values",
  );
  assertThrows(() => encodeSafetensors({ __metadata__: sample.mask }), RangeError, "__metadata__");
});

Deno.test("decodeSafetensors() widens half precisions exactly", () => {
  const header =
    `{"h":{"dtype":"F16","shape":[5],"data_offsets":[0,10]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[10,14]}}`;
  const bytes = file(header, 14);
  const words = [0x3c00, 0xc000, 0x0001, 0x7c00, 0x3555, 0x3f80, 0xc049];
  words.forEach((word, i) => new DataView(bytes.buffer).setUint16(bytes.length - 14 + 2 * i, word, true));
  const { tensors } = decodeSafetensors(bytes, "x");
  assertEquals(tensors.get("h")!.values, Float32Array.from([1, -2, 2 ** -24, Infinity, 0.333251953125]));
  assertEquals(tensors.get("b")!.values, Float32Array.from([1, -3.140625]));
});

Deno.test("decodeSafetensors() refuses what is not such a file, naming the byte", () => {
  const entry = (begin: number, end: number, dtype = "U8") =>
    `{"dtype":"${dtype}","shape":[${end - begin}],"data_offsets":[${begin},${end}]}`;
  const cases: [bytes: Uint8Array, message: string][] = [
    [new Uint8Array(7), "header length of 8 bytes ends at byte 7"],
    [file("{}", 0).with(7, 0xff), "in a file of 10 at byte 0"],
    [file("[]", 0), 'header does not begin with "{" at byte 8'],
    [file("{", 0), "header is not JSON"],
    [file('{"a":1}', 0), "a is not described by an object"],
    [file(`{"a":${entry(0, 2, "F8")}}`, 2), 'a has dtype "F8", known are F64'],
    [file(`{"a":${entry(0, 2, "F32")}}`, 2), "a of shape [2] and dtype F32 needs 8 bytes, its range has 2"],
    [file(`{"a":${entry(0, 3)},"b":${entry(2, 4)}}`, 4), "b overlaps the tensor before it at byte "],
    [file(`{"a":${entry(1, 3)}}`, 3), "a leaves a gap before it at byte "],
    [file(`{"a":${entry(0, 3)}}`, 2), "a ends at byte "],
    [file(`{"a":${entry(0, 3)}}`, 4), "bytes that belong to no tensor at byte "],
    [file(`{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,0]}}`, 0), "not a list of integers"],
    [file(`{"a":{"dtype":"U8","shape":[1e300,1e300],"data_offsets":[0,1]}}`, 1), "not a list of integers"],
    [file(`{"__metadata__":{"a":1}}`, 0), "__metadata__ is not a map of text"],
  ];
  for (const [bytes, message] of cases) {
    const error = assertThrows(() => decodeSafetensors(bytes, "x"), SyntaxError, message);
    assert(error.message.startsWith("Cannot read x: "), error.message);
  }
});

Deno.test("decodeSafetensors() gives one SyntaxError for every truncation and change of the header", () => {
  const good = encodeSafetensors(sample, { a: "b" });
  const header = 8 + Number(new DataView(good.buffer).getBigUint64(0, true));
  for (let length = 0; length < good.length; length++) {
    assertThrows(() => decodeSafetensors(good.subarray(0, length), "x"), SyntaxError, "Cannot read x");
  }
  fc.assert(fc.property(fc.nat(header - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
    try {
      decodeSafetensors(good.with(at, byte), "x");
    } catch (error) {
      assert(error instanceof SyntaxError && error.message.startsWith("Cannot read x: "), `${error}`);
    }
  }));
});

Deno.test("writeSafetensors() and readSafetensors() use files", async () => {
  await using dir = await tempDir();
  await writeSafetensors(dir.file("a/x.safetensors"), sample);
  assertEquals((await readSafetensors(dir.file("a/x.safetensors"))).tensors.get("mask"), sample.mask);
  await assertRejects(() => readSafetensors(dir.file("none")), Error, `Cannot read ${dir.file("none")}`);
});

Deno.test("decodeSafetensors() reads what the reference implementation does: no metadata as null, spaces before", () => {
  const header = '{"__metadata__":null,"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}';
  for (const text of [header, `  \n${header}  `]) {
    const { tensors, metadata } = decodeSafetensors(file(text, 1), "x");
    assertEquals([metadata, tensors.get("a")], [{}, { shape: [1], values: Uint8Array.of(0) }]);
  }
});

Deno.test("decodeSafetensors() refuses headers of too many tensors or too deep", () => {
  const entry = '{"dtype":"U8","shape":[0],"data_offsets":[0,0]}';
  const many = (count: number) => `{${Array.from({ length: count }, (_, i) => `"${i}":${entry}`).join(",")}}`;
  assertThrows(() => decodeSafetensors(file(many(100_001), 0), "x"), SyntaxError, "header names 100001 tensors");
  assertThrows(() => decodeSafetensors(file(many(200_001), 0), "x"), SyntaxError, "header has 200002 entries");
  const deep = `{"a":${"[".repeat(100_000)}`;
  assertThrows(() => decodeSafetensors(file(deep, 0), "x"), SyntaxError, "Cannot read x: header is nested more than");
});
