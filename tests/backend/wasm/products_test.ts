import { startBackend } from "../../../lib/backend/choice/start.ts";
import { address, allocate, floats, release } from "../../../lib/backend/wasm/heap.ts";
import { allocateSums, packPanels, wholePanels } from "../../../lib/backend/wasm/panels.ts";
import { addColumnProducts, addRowProducts } from "../../../lib/backend/wasm/products.ts";
import { ROWS } from "../../../lib/backend/wasm/tiles.ts";
import { Random } from "../../../lib/numerics/random.ts";
import { assert } from "../../assert.ts";

const sizes = [[1, 1, 1], [7, 4, 9], [13, 6, 16], [18, 8, 24]];

for (const transposed of [false, true]) {
  const name = transposed ? "addColumnProducts() is Aᵀ B" : "addRowProducts() is A B";
  Deno.test(`${name} for rows and columns that fill tiles and that do not`, async () => {
    await startBackend("wasm");
    const random = new Random(1, "products");
    for (const [m, k, n] of sizes) {
      const columns = wholePanels(n), [a, b, panels] = allocate([m, k], [k, columns], [k, columns]);
      const sums = allocateSums(m, n);
      floats(a).set(random.fork(m).normals(m * k));
      floats(b).set(random.fork(n).normals(k * columns));
      if (transposed) {
        const terms = { rows: m, images: 1, runs: 1, length: k, step: 4 * m, gap: 0, imageGap: 0 };
        addColumnProducts(address(a), terms, address(b), address(sums), columns);
      } else {
        packPanels(floats(b), 0, [k, columns], [columns, 1], floats(panels));
        const starts = new Int32Array(m + ROWS).map((_, i) => 4 * i * k);
        const terms = { starts, rows: m, runs: 1, length: k, gap: 0 };
        addRowProducts(address(a), terms, address(panels), address(sums), columns);
      }
      const [left, right, out] = [a, b, sums].map(floats);
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < columns; j++) {
          let sum = 0;
          for (let t = 0; t < k; t++) sum += left[transposed ? t * m + i : i * k + t] * right[t * columns + j];
          assert(Math.abs(out[i * columns + j] - sum) < 1e-5, `${m} x ${k} x ${n}: row ${i}, column ${j}`);
        }
      }
      release(a, b, panels, sums);
    }
  });
}
