import { TILE } from "../../../lib/numerics/kernels/float64.ts";
import { BlockTeam } from "../../../lib/numerics/kernels/team.ts";
import { Random } from "../../../lib/numerics/random.ts";
import { assertEquals } from "../../assert.ts";

/** More products than may wait, each of two factors that follow each other, in as many rounds as asked for. */
function compute(threads: number, rounds: number): Float64Array {
  const [products, k, size] = [300, 8, 8 * TILE], out = 2 * products * size;
  using team = new BlockTeam(out + products * TILE * TILE, 0, threads);
  const { memory, bytes } = team;
  memory.fill(0).set(new Random(1, "team").normals(out));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < products; i++) {
      const [a, b, c] = [i * size, (products + i) * size, out + i * TILE * TILE].map((at) => bytes + 8 * at);
      const times = i + 1 < products ? 2 : 1;
      team.add([a, b, c, 1, 1, k, 8 * TILE, times, 8 * size, 8 * size]);
    }
    team.finish();
  }
  return memory.slice(out, out + products * TILE * TILE);
}

Deno.test("BlockTeam gives the bytes of one thread, however many there are", () => {
  for (const rounds of [1, 50]) {
    const alone = compute(1, rounds);
    for (const threads of [2, 4]) assertEquals(compute(threads, rounds), alone, `${threads} threads`);
  }
});

Deno.test("BlockTeam computes without helpers that cannot begin", () => {
  const { Worker } = globalThis;
  try {
    globalThis.Worker = class extends Worker {
      constructor() {
        super("data:text/javascript,throw new Error('no helper')", { type: "module" });
      }
    };
    assertEquals(compute(2, 1), compute(1, 1));
  } finally {
    globalThis.Worker = Worker;
  }
});
