import { assertEquals, assertThrows } from "../assert.ts";
import {
  checkFinite,
  checkInteger,
  checkKnown,
  checkLength,
  checkNumber,
  checkPositive,
  checkRows,
  nearest,
} from "../../lib/numerics/check.ts";

Deno.test("checkInteger() and checkNumber() say what is allowed and what was given", () => {
  checkInteger("run", "steps", 3, 1, 10);
  assertThrows(() => checkInteger("run", "steps", 0, 1, 10), RangeError, "Cannot run: steps must be in [1, 10], got 0");
  assertThrows(() => checkInteger("run", "steps", 1.5, 1), RangeError, "steps must be an integer, got 1.5");
  assertThrows(() => checkNumber("run", "t", NaN, 0, 1), RangeError, "t must be in [0, 1], got NaN");
  assertThrows(() => checkNumber("run", "t", "0" as never), TypeError, "t must be a number, got string");
  assertThrows(() => checkNumber("run", "t", Infinity), RangeError, "t must be a finite number, got Infinity");
});

Deno.test("checkPositive() refuses zero", () => {
  checkPositive("run", "rate", 1e-300);
  assertThrows(() => checkPositive("run", "rate", 0), RangeError, "rate must be greater than 0, got 0");
});

Deno.test("checkFinite() names the first bad index", () => {
  checkFinite("run", "x", [1, -1e308]);
  assertThrows(() => checkFinite("run", "x", [1, NaN, Infinity]), RangeError, "x[1] must be finite, got NaN");
  assertThrows(() => checkFinite("run", "x", [-Infinity]), RangeError, "x[0] must be finite, got -Infinity");
});

Deno.test("checkLength() and checkRows() name both sizes", () => {
  assertThrows(() => checkLength("run", "y", [1], 2), TypeError, "y must have length 2, got 1");
  assertEquals(checkRows("run", "x", [1, 2, 3, 4], 2), 2);
  assertThrows(() => checkRows("run", "x", [1, 2, 3], 2), TypeError, "rows of dimension 2, got a length of 3");
});

Deno.test("checkKnown() lists what exists and guesses what was meant", () => {
  checkKnown("start", "backend", "wasm", ["wasm", "cpu"]);
  assertThrows(
    () => checkKnown("start", "backend", "wsam", ["wasm", "cpu"]),
    RangeError,
    'Cannot start: no backend "wsam", there is wasm, cpu; did you mean "wasm"?',
  );
  assertEquals(nearest("xyz", ["native", "webgpu"]), undefined);
});
