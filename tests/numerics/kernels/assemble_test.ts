import { assertEquals } from "../../assert.ts";
import { assembleModule, Assembly } from "../../../lib/numerics/kernels/assemble.ts";

for (const fused of [false, true]) {
  Deno.test(`assembleModule() makes a module that computes and encodes large constants, fused: ${fused}`, () => {
    const f = new Assembly("axpy", 4);
    const [x, y, count, far] = [0, 1, 2, 3], a = f.vector(), b = f.vector(), at = f.integer(), again = f.integer();
    f.shift(at, far, 4);
    f.splat(a, at, 0);
    f.offset(again, count, 0);
    f.repeat(again, 2, () => {
      f.load(b, y, 0);
      f.multiplyAdd(b, a, b, fused);
      f.store(y, 0, b);
      f.offset(y, y, 16);
    });
    f.zero(b);
    f.load(a, x, 0);
    f.add(b, a);
    // An offset that takes three bytes of LEB128, and a negative one.
    f.offset(x, x, 20000);
    f.offset(x, x, -20000);
    f.storeSum(x, 16384, b);
    f.addSum(x, 16392, b);
    const bytes = assembleModule([f]), memory = new WebAssembly.Memory({ initial: 1 });
    assertEquals(WebAssembly.validate(bytes), true);
    const { axpy } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports;
    const values = new Float64Array(memory.buffer);
    values.set([3, 4], 0);
    values.set([1, 2, 5, 6], 2);
    values[8] = 10;
    values[2049] = 0.5;
    (axpy as (...args: number[]) => void)(0, 16, 4, 4);
    assertEquals([...values.subarray(2, 6)], [11, 22, 55, 66]);
    assertEquals([...values.subarray(2048, 2050)], [7, 7.5]);
  });
}
