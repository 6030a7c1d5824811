import { makeUNet } from "../../../lib/nn/unet.ts";
import { diffusersNames, renamedArrays } from "../../../lib/pretrained/diffusers/unet_names.ts";
import { unetLinks } from "../../../lib/pretrained/unet/links.ts";
import { gather } from "../../../lib/pretrained/unet/transfer.ts";
import { assertEquals, assertRejects } from "../../assert.ts";
import { weightsOf } from "../numbers.ts";

const { config, parameters } = makeUNet({ shape: [8, 8, 1], base: 8, multipliers: [1, 2], groups: 4, down: "stride" });
if (config.kind !== "unet") throw new TypeError("makeUNet() makes U-Nets");
const links = unetLinks(config, parameters, diffusersNames(2, 1));

/** The arrays of the links, under other names where `spelt` says so. */
function arraysOf(spelt: (name: string) => string) {
  const shapes = new Map(links.map(({ name, shape }) => [spelt(name), { name, shape }]));
  return {
    path: "weights.bin",
    names: [...shapes.keys()],
    shape: (name: string) => shapes.get(name)?.shape,
    read(name: string) {
      const { name: today, shape } = shapes.get(name)!;
      return Promise.resolve(weightsOf(today, shape).values as Float32Array);
    },
  };
}

Deno.test("renamedArrays() gives attention's maps of old files their names of today", async () => {
  const old = (name: string) =>
    name.replace(".to_q.", ".query.").replace(".to_k.", ".key.").replace(".to_v.", ".value.").replace(
      ".to_out.0.",
      ".proj_attn.",
    );
  const [before, today] = await Promise.all(
    [old, (name: string) => name].map((spelt) => gather(parameters.size, links, renamedArrays(arraysOf(spelt)))),
  );
  assertEquals(before, today);
});

Deno.test("gather() refuses arrays that belong to no layer, are missing or of another shape", async () => {
  const all = arraysOf((name) => name), [first] = all.names;
  const refused = (changed: Partial<typeof all>, message: string) =>
    assertRejects(() => gather(parameters.size, links, { ...all, ...changed }), SyntaxError, message);
  await refused({ names: [...all.names, "extra.weight"] }, `"extra.weight" belongs to no layer`);
  await refused({ shape: (name) => name === first ? undefined : all.shape(name) }, `"${first}" of shape`);
  await refused({ shape: (name) => name === first ? [1, 2] : all.shape(name) }, "got [1, 2]");
});
