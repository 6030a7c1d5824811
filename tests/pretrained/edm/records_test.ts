import { readEdm } from "../../../lib/pretrained/edm/records.ts";
import { assertEquals, assertRejects } from "../../assert.ts";

const fixture = (name: string) => new URL(`../fixtures/${name}`, import.meta.url).pathname;

Deno.test("readEdm() reads records and tensors, and runs no source text", async () => {
  const { outer, inner, tensors } = await readEdm(fixture("edm_like.pkl"));
  assertEquals(outer.className, "EDMPrecond");
  assertEquals(outer.options, { sigma_data: 0.5 });
  assertEquals(inner.className, "SongUNet");
  assertEquals(inner.options, { img_resolution: 8, model_channels: 16 });
  assertEquals([...tensors.keys()], ["map_layer0.weight"]);
  const weight = tensors.get("map_layer0.weight")!;
  assertEquals(weight.shape, [2, 3]);
  assertEquals([...await weight.read()], [0, 1, 2, 3, 4, 5]);
});

Deno.test("readEdm() says what a file holds that is no network of EDM", async () => {
  await assertRejects(() => readEdm(fixture("legacy.pt")), SyntaxError, `no network of EDM under "ema" or "net"`);
});
