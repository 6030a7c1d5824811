import * as fc from "../../property.ts";
import { transposeInto, transposeMatrix } from "../../../lib/backend/wasm/transpose.ts";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assertEquals } from "../../assert.ts";

Deno.test("transposeInto() swaps rows and columns of strided matrices of any size", () => {
  const length = fc.integer({ min: 1, max: 40 }), gap = fc.integer({ min: 0, max: 3 });
  fc.assert(fc.property(length, length, gap, gap, gap, (rows, columns, start, wide, tall) => {
    const stride = columns + wide, outStride = rows + tall;
    const values = Float32Array.from({ length: start + rows * stride }, (_, i) => i + 1);
    const out = new Float32Array(start + columns * outStride);
    transposeInto(values, start, rows, columns, stride, out, start, outStride);
    const expected = new Float32Array(out.length);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) expected[start + j * outStride + i] = values[start + i * stride + j];
    }
    assertEquals(out, expected);
  }));
});

Deno.test("transposeMatrix() transposes a tensor, and tf.transpose() uses it", async () => {
  await startBackend("wasm");
  const x = tf.range(0, 6).reshape([2, 3]);
  const own = tf.engine().makeTensorFromTensorInfo(transposeMatrix(x, 2, 3));
  assertEquals([...await own.data()], [0, 3, 1, 4, 2, 5]);
  assertEquals([...await tf.transpose(x).data()], [0, 3, 1, 4, 2, 5]);
  assertEquals([...await tf.transpose(tf.cast(x, "int32")).data()], [0, 3, 1, 4, 2, 5]);
});
