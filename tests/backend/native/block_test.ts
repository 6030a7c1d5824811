import { assertEquals, assertMatch } from "../../assert.ts";
import { blockLibrary, loadNativeFloat64 } from "../../../lib/backend/native/block.ts";

const native = loadNativeFloat64();

Deno.test("blockLibrary() tells the source's checksum", () => {
  assertMatch(blockLibrary(), /^block-[0-9a-f]{12}\.so$/);
});

Deno.test({
  name: "loadNativeFloat64() loads once and adds products of panels, where the native backend is built",
  ignore: native === undefined,
  fn: () => {
    const memory = Float64Array.of(1, 2, 3, 4, 10, 20, 30, 40, ...new Array(16).fill(1));
    native!.block(new Uint8Array(memory.buffer), 0, 32, 64, 1, 1, 1, 32);
    assertEquals([...memory.subarray(8, 16)], [11, 21, 31, 41, 21, 41, 61, 81]);
    assertEquals(loadNativeFloat64(), native);
  },
});
