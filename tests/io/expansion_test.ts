import { mostUnpacked, unpackedTooFar } from "../../lib/io/expansion.ts";
import { assertEquals } from "../assert.ts";

Deno.test("mostUnpacked() allows 64 MiB to anything and 256 times the size to what is larger", () => {
  assertEquals([0, 2 ** 18, 2 ** 20].map(mostUnpacked), [2 ** 26, 2 ** 26, 2 ** 28]);
  // dSprites: 737,280 pictures of 64 × 64 in 26 MB.
  assertEquals(mostUnpacked(26_000_000) > 737_280 * 64 * 64, true);
  assertEquals(
    unpackedTooFar(1, 2 ** 27),
    "1 bytes unpack to 134217728 or more, over 256 times as many; unpack it by hand if that is meant",
  );
});
