import { countParameters, makeNetwork } from "../../lib/nn/network.ts";
import { pocketUNet } from "../../lib/nn/config.ts";
import { makeMlp } from "../../lib/nn/mlp.ts";
import { makeUNet } from "../../lib/nn/unet.ts";
import { assertEquals, assertThrows } from "../assert.ts";

Deno.test("makeNetwork() makes the same network from a configuration as plain JSON", () => {
  for (const network of [makeMlp({ shape: [2] }), makeUNet({ shape: [8, 8, 3], base: 8 })]) {
    const again = makeNetwork(JSON.parse(JSON.stringify(network.config)));
    assertEquals(again.parameters.list, network.parameters.list);
    assertEquals(again.config, network.config);
  }
});

Deno.test("makeNetwork() names the kinds there are", () => {
  assertThrows(() => makeNetwork({ kind: "unett" } as never), RangeError, `did you mean "unet"?`);
});

Deno.test("countParameters() counts the MLP's by hand", () => {
  const network = makeMlp({ shape: [2], hidden: [5], embedding: 4 });
  assertEquals(countParameters(network), (6 * 5 + 5) + (5 * 2 + 2));
});

Deno.test("pocketUNet has 0.4 million parameters on 16 × 16 pictures", () => {
  assertEquals(countParameters(makeUNet({ shape: [16, 16, 1], ...pocketUNet })), 398_545);
});
