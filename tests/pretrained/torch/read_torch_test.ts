import { openTorch, readStateDict } from "../../../lib/pretrained/torch/read_torch.ts";
import { assertEquals, assertRejects } from "../../assert.ts";

const fixture = (name: string) => new URL(`../fixtures/${name}`, import.meta.url).pathname;
const values: Record<string, { shape: number[]; values: number[] }> = JSON.parse(
  await Deno.readTextFile(fixture("values.json")),
);

for (const name of ["zip.pt", "legacy.pt"]) {
  Deno.test(`readStateDict() reads every kind of number, view and order as PyTorch does (${name})`, async () => {
    const tensors = await readStateDict(fixture(name));
    assertEquals([...tensors.keys()], Object.keys(values));
    for (const [name, tensor] of tensors) {
      assertEquals(tensor.shape, values[name].shape, name);
      assertEquals([...await tensor.read()], values[name].values, name);
    }
    assertEquals(tensors.get("brain")!.dtype, "bfloat16");
  });
}

Deno.test("readStateDict() says what a file holds that is no state dict", async () => {
  const path = await Deno.makeTempFile();
  try {
    // A pickle of {"step": 3}.
    await Deno.writeFile(
      path,
      Uint8Array.of(0x80, 2, 0x7d, 0x55, 4, ...new TextEncoder().encode("step"), 0x4b, 3, 0x73, 0x2e),
    );
    await assertRejects(() => readStateDict(path), SyntaxError, "no state dict of tensors, but a dictionary of step");
    await Deno.writeFile(path, Uint8Array.of(1, 2, 3));
    await assertRejects(() => openTorch(path), SyntaxError, "neither a zip archive nor a pickle at byte 0");
    await Deno.writeFile(path, new Uint8Array(0));
    await assertRejects(() => openTorch(path), SyntaxError, "empty");
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("readStateDict() gives one error that names the file for files cut anywhere", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["zip.pt", "legacy.pt"]) {
      const bytes = await Deno.readFile(fixture(name)), path = `${folder}/cut.pt`;
      for (let i = 0; i < 60; i++) {
        await Deno.writeFile(path, bytes.subarray(0, Math.floor(i * bytes.length / 60)));
        await assertRejects(() => readStateDict(path), SyntaxError, path);
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
