import { assert, assertEquals, assertRejects } from "../../assert.ts";
import { encodeNpy, type NpyArray } from "../../../lib/io/formats/npy.ts";
import { namesInNpz, readNpz, writeNpz } from "../../../lib/io/formats/npz.ts";
import { peersPython } from "../../../lib/tasks/peers.ts";
import { makeZip } from "../../datasets/make_files.ts";
import { tempDir } from "../temp_dir.ts";

const mu: NpyArray = { type: "f8", shape: [3], data: Float64Array.of(1, 2, 3) };
const sigma: NpyArray = { type: "f4", shape: [2, 2], data: Float32Array.of(1, 2, 2, 1) };
const python = await peersPython();

Deno.test("writeNpz() and readNpz() round-trip, and the same arrays give the same bytes", async () => {
  await using dir = await tempDir();
  const arrays = new Map([["mu", mu], ["sigma", sigma]]), path = dir.file("a.npz");
  await writeNpz(path, arrays);
  assertEquals(await readNpz(path), arrays);
  const before = await Deno.readFile(path);
  await writeNpz(path, arrays);
  assertEquals(await Deno.readFile(path), before);
});

Deno.test("readNpz() refuses damage, bombs and strangers, and names the file", async () => {
  await using dir = await tempDir();
  const path = dir.file("a.npz");
  await writeNpz(path, [["mu", mu]]);
  const good = await Deno.readFile(path);
  const refuse = async (bytes: Uint8Array, message: string, limits = {}) => {
    await Deno.writeFile(path, bytes);
    const error = await assertRejects(() => readNpz(path, limits), SyntaxError, message);
    assert((error as Error).message.startsWith(`Cannot read ${path}`));
  };
  await refuse(good.subarray(0, 100), "not a zip archive");
  const flipped = good.slice();
  flipped[150] ^= 1;
  await refuse(flipped, '"mu.npy" does not match its checksum at byte 0');
  await refuse(good, "arrays take more than 100 bytes", { maxBytes: 100 });
  await refuse(good, "more than 0 arrays", { maxArrays: 0 });
  const renamed = good.slice();
  for (let at = 0; at < good.length - 4; at++) {
    if (new TextDecoder().decode(good.subarray(at, at + 4)) === ".npy") {
      renamed.set(new TextEncoder().encode(".txt"), at);
    }
  }
  await refuse(renamed, '"mu.txt" is not a .npy array');
  // The directory promises more than deflate could ever unpack from what is there.
  const bomb = good.slice(), directory = good.length - 22 - 46 - 6;
  new DataView(bomb.buffer).setUint16(directory + 10, 8, true);
  new DataView(bomb.buffer).setUint32(directory + 24, 2 ** 30, true);
  await refuse(bomb, "cannot hold 1073741824 bytes");
  await assertRejects(() => readNpz(dir.file("none.npz")), Error, "Cannot read");
});

Deno.test({
  name: "readNpz() reads numpy.savez_compressed and numpy.load reads writeNpz(), where the peers are installed",
  ignore: python === undefined,
  fn: async () => {
    await using dir = await tempDir();
    const [mine, theirs] = [dir.file("mine.npz"), dir.file("theirs.npz")];
    await writeNpz(mine, [["mu", mu], ["sigma", sigma]]);
    const script = `import numpy as np; a = np.load(${JSON.stringify(mine)})
np.savez_compressed(${JSON.stringify(theirs)}, **{k: np.asfortranarray(a[k]) for k in a})`;
    const { success, stderr } = await new Deno.Command(python!, { args: ["-c", script] }).output();
    assert(success, new TextDecoder().decode(stderr));
    assertEquals(await readNpz(theirs), new Map([["mu", mu], ["sigma", sigma]]));
  },
});

Deno.test("readNpz() decodes what is asked for and leaves the rest alone, of whatever type it is", async () => {
  await using dir = await tempDir();
  const path = dir.file("a.npz"), text = new TextEncoder().encode("no array of numbers");
  await Deno.writeFile(path, makeZip({ "mu.npy": encodeNpy(mu), "metadata.npy": text, "readme.txt": text }));
  assertEquals(await readNpz(path, { only: (name) => name === "mu" }), new Map([["mu", mu]]));
  assertEquals(await readNpz(path, { only: (name) => name === "none" }), new Map());
  assertEquals(await namesInNpz(path), ["mu", "metadata"]);
  await assertRejects(() => readNpz(path), SyntaxError, '"metadata": not a .npy array');
});

Deno.test("readNpz() takes no memory for what unpacks to far more than arrays do", async () => {
  await using dir = await tempDir();
  const path = dir.file("a.npz"),
    zeros = (megabytes: number): NpyArray => {
      const data = new Uint8Array(megabytes * 2 ** 20);
      return { type: "u1", shape: [data.length], data };
    };
  await Deno.writeFile(path, makeZip({ "a.npy": encodeNpy(zeros(65)) }));
  await assertRejects(() => readNpz(path), SyntaxError, '"a.npy" is refused: ');
  // One by one they are small, together they are not.
  await Deno.writeFile(path, makeZip({ "a.npy": encodeNpy(zeros(33)), "b.npy": encodeNpy(zeros(33)) }));
  await assertRejects(() => readNpz(path), SyntaxError, "over 256 times as many");
  assertEquals((await readNpz(path, { only: (name) => name === "b" })).get("b")!.shape, [33 * 2 ** 20]);
});
