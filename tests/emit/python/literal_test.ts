import { block, joinPieces, keywordArguments, plainText, pythonLiteral } from "../../../lib/emit/python/literal.ts";
import { assert, assertEquals } from "../../assert.ts";

Deno.test("pythonLiteral() writes plain data as Python does", () => {
  assertEquals(pythonLiteral([null, true, false, 'a"b', 0.1, -0, 1e-8]), `[None, True, False, "a\\"b", 0.1, 0, 1e-8]`);
  assertEquals(pythonLiteral({ a: [1, 2], b: {} }), `{"a": [1, 2], "b": {}}`);
  assertEquals(pythonLiteral(500000), "500_000");
  assertEquals([Infinity, -Infinity, NaN].map(pythonLiteral), [`float("inf")`, `float("-inf")`, `float("nan")`]);
});

Deno.test("plainText() leaves nothing that could end a comment or a docstring", () => {
  const hostile = plainText('a\n"""\nimport os\u2028x\r\\');
  assert(!/[\n\r\u2028\\]|"""/.test(hostile));
  assertEquals(hostile, "a ''' import os x /");
});

Deno.test("joinPieces(), block() and keywordArguments() leave out what is not there", () => {
  assertEquals(joinPieces(["\na\n", "", "b"]), "a\n\n\nb\n");
  assertEquals(block("a", undefined, false, "b"), "a\nb");
  assertEquals(keywordArguments({ a: 1, b: null }, 2), "  a=1, b=None,");
});
