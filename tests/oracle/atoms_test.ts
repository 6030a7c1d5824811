import { assertEquals } from "../assert.ts";
import { Atoms } from "../../lib/oracle/atoms.ts";

Deno.test("Atoms.seek() shows the same numbers for every storage", () => {
  const numbers = [1, 2, 3, 4, 5, 6];
  for (const storage of [Float64Array.from(numbers), Float32Array.from(numbers), Uint8Array.from(numbers)]) {
    const atoms = new Atoms(storage, 2), offset = atoms.seek(1, 3);
    assertEquals([atoms.count, atoms.dimension], [3, 2]);
    assertEquals([...atoms.view.subarray(offset, offset + 4)], [3, 4, 5, 6]);
  }
});

Deno.test("Atoms scales and shifts float64 too, and leaves it as it is", () => {
  const data = Float64Array.of(0, 255), atoms = new Atoms(data, 1, 2 / 255, -1), out = new Float64Array(3);
  atoms.read(1, out, 2);
  assertEquals([...out], [0, 0, 1]);
  assertEquals([...data], [0, 255]);
});
