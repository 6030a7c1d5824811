import { assertEquals, assertMatch } from "../../assert.ts";
import { blockLibrary, loadNativeBlock } from "../../../lib/backend/native/block.ts";

const native = loadNativeBlock();

Deno.test("blockLibrary() tells the source's checksum", () => {
  assertMatch(blockLibrary(), /^block-[0-9a-f]{12}\.so$/);
});

Deno.test({
  name: "loadNativeBlock() loads once and adds products of panels, where the native backend is built",
  ignore: native === undefined,
  fn: () => {
    const memory = Float64Array.of(1, 2, 3, 4, 10, 20, 30, 40, ...new Array(16).fill(1));
    native!(new Uint8Array(memory.buffer), 0, 32, 64, 1, 1, 1, 32);
    assertEquals([...memory.subarray(8, 16)], [11, 21, 31, 41, 21, 41, 61, 81]);
    assertEquals(loadNativeBlock(), native);
  },
});
