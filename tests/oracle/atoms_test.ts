import { assertEquals } from "../assert.ts";
import { Atoms } from "../../lib/oracle/atoms.ts";

Deno.test("Atoms.gather() and scaled() show the same numbers for every storage", () => {
  const numbers = [1, 2, 3, 4, 5, 6];
  for (const storage of [Float64Array.from(numbers), Float32Array.from(numbers), Uint8Array.from(numbers)]) {
    const atoms = new Atoms(storage, 2);
    assertEquals([atoms.count, atoms.dimension], [3, 2]);
    atoms.gather(Int32Array.of(9, 2, 0), 1, 3);
    const rows = [0, 1].map((a) => [...atoms.view.subarray(atoms.offsets[a], atoms.offsets[a] + 2)]);
    assertEquals(rows, [[5, 6], [1, 2]]);
    atoms.scaled(1, 3, 0.5);
    assertEquals([...atoms.view.subarray(0, 4)], [1.5, 2, 2.5, 3]);
    atoms.scaled(0, 3, 2, 1);
    assertEquals([...atoms.view.subarray(0, 3)], [2, 6, 10]);
  }
});

Deno.test("Atoms scales and shifts float64 too, and leaves it as it is", () => {
  const data = Float64Array.of(0, 255), atoms = new Atoms(data, 1, 2 / 255, -1), out = new Float64Array(3);
  atoms.read(1, out, 2);
  assertEquals([...out], [0, 0, 1]);
  assertEquals([...data], [0, 255]);
});
