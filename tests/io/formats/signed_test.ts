import { readSafetensors, writeSafetensors } from "../../../lib/io/formats/safetensors.ts";
import { checkSigned, readSignedSafetensors, signed, writeSignedSafetensors } from "../../../lib/io/formats/signed.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "../../assert.ts";
import { tempDir } from "../temp_dir.ts";

Deno.test("checkSigned() gives back what signed() took, in whatever order, and nothing that was changed", () => {
  const content = { value: 1.5, list: [1, { a: null }] }, text = JSON.stringify(signed(content));
  assertEquals(checkSigned("a.json", JSON.parse(text), ""), content);
  const { sha256, value, list } = JSON.parse(text);
  assertEquals(checkSigned("a.json", { sha256, list, value }, ""), content);
  // One digit of the value, of the digest, and a key.
  for (const [from, to] of [["1.5", "1.6"], [sha256.slice(0, 8), "00000000"], ["list", "lost"]]) {
    assertThrows(
      () => checkSigned("a.json", JSON.parse(text.replace(from, to)), "remove it"),
      SyntaxError,
      "Cannot read a.json: its content does not have its SHA-256, so it was damaged or changed; remove it",
    );
  }
});

Deno.test("checkSigned() hands on what has no digest", () => {
  assertEquals(checkSigned("a.json", { value: 1 }, ""), { value: 1 });
  assertEquals(checkSigned("a.json", null, ""), null);
});

const tensors = {
  a: { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
  b: { shape: [2], values: BigInt64Array.of(7n, -8n) },
};

Deno.test("readSignedSafetensors() gives back what writeSignedSafetensors() wrote, and any reader reads it", async () => {
  await using dir = await tempDir();
  const path = dir.file("a.safetensors");
  await writeSignedSafetensors(path, tensors, { losses: "[1]" });
  const { tensors: read, metadata } = await readSignedSafetensors(path, "");
  assertEquals([read.get("a"), read.get("b"), metadata], [tensors.a, tensors.b, { losses: "[1]" }]);
  assertEquals((await readSafetensors(path)).tensors.get("a"), tensors.a);
  await writeSafetensors(path, tensors, { losses: "[1]" });
  assertEquals((await readSignedSafetensors(path, "")).metadata, { losses: "[1]" });
});

Deno.test("readSignedSafetensors() sees every bit of the file that is flipped", async () => {
  await using dir = await tempDir();
  const path = dir.file("a.safetensors"), changed = dir.file("b.safetensors");
  await writeSignedSafetensors(path, tensors, { losses: "[1]" });
  const bytes = await Deno.readFile(path), padding = new TextDecoder().decode(bytes).lastIndexOf("}");
  for (let at = 0; at < bytes.length; at++) {
    await Deno.writeFile(changed, bytes.with(at, bytes[at] ^ 1 << at % 8));
    try {
      const { tensors: read } = await readSignedSafetensors(changed, "make it again");
      // White space around the header's JSON is the one place that means nothing.
      assert(at > padding && at < bytes.length - 40, `byte ${at}`);
      assertEquals([read.get("a"), read.get("b")], [tensors.a, tensors.b]);
    } catch (error) {
      assert(error instanceof SyntaxError, `${error}`);
      assert(error.message.startsWith(`Cannot read ${changed}: `) && error.message.endsWith("; make it again"));
    }
  }
  const { metadata } = await readSafetensors(path);
  await writeSafetensors(changed, { ...tensors, a: { ...tensors.a, shape: [3, 2] } }, metadata);
  await assertRejects(() => readSignedSafetensors(changed, ""), SyntaxError, "does not have its SHA-256");
});
