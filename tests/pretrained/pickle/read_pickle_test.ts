import { readPickle } from "../../../lib/pretrained/pickle/read_pickle.ts";
import { PickleGlobal, PickleRecord, type PickleValue } from "../../../lib/pretrained/pickle/values.ts";
import { assert, assertEquals, assertThrows } from "../../assert.ts";

/** Bytes of text and numbers. */
function program(...parts: (string | number)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => typeof part === "number" ? [part] : [...new TextEncoder().encode(part)]),
  );
}

const read = (...parts: (string | number)[]): PickleValue => readPickle(program(...parts), "a.pkl").value;

Deno.test("readPickle() reads plain values of every protocol", () => {
  assertEquals(read("I42\n."), 42);
  assertEquals(read("I01\n."), true);
  assertEquals(read("L-12345678901234567890L\n."), -12345678901234567890n);
  assertEquals(read("F1.5\n."), 1.5);
  assertEquals(read("K", 255, "."), 255);
  assertEquals(read("M", 1, 2, "."), 513);
  assertEquals(read("J", 255, 255, 255, 255, "."), -1);
  assertEquals(read(0x8a, 2, 0, 0x80, "."), -32768);
  assertEquals(read("G", 0x3f, 0xf8, 0, 0, 0, 0, 0, 0, "."), 1.5);
  assertEquals(read("N."), null);
  assertEquals(read(0x88, "."), true);
  assertEquals(read("X", 3, 0, 0, 0, "aé", "."), "aé");
  assertEquals(read("S'old'\n."), "old");
  assertEquals(read("C", 2, 7, 8, "."), Uint8Array.of(7, 8));
  assertEquals(read("(K", 1, "K", 2, "t."), [1, 2]);
  assertEquals(read("](K", 1, "K", 2, "e."), [1, 2]);
  assertEquals(read("}(U", 1, "a", "K", 1, "u."), new Map([["a", 1]]));
  assertEquals(read(0x80, 4, "K", 3, 0x94, 0x30, "h", 0, "."), 3);
});

Deno.test("readPickle() makes records of calls, and dictionaries of ordered ones", () => {
  const call = read("cos\nsystem\nU", 4, "true", 0x85, "R.");
  assert(call instanceof PickleRecord && call.of instanceof PickleGlobal);
  assertEquals(call.of.path, "os.system");
  assertEquals(call.args, ["true"]);
  assertEquals(read("ccollections\nOrderedDict\n)RU", 1, "a", "K", 1, "s."), new Map([["a", 1]]));
  const object = read("cmine\nThing\n)", 0x81, "}U", 1, "x", "K", 2, "sb.");
  assert(object instanceof PickleRecord);
  assertEquals(object.state, new Map([["x", 2]]));
});

Deno.test("readPickle() refuses what is damaged, and says where", () => {
  const cases: [parts: (string | number)[], message: string][] = [
    [["K"], "1 bytes are announced where 0 are left at byte 1"],
    [["K", 1], "the pickle is cut short at byte 2"],
    [["."], "a value is missing on the stack"],
    [["X", 255, 255, 255, 255, "a"], "4294967295 bytes are announced where 1 are left"],
    [[0x8e, 0, 0, 0, 0, 0, 0, 0, 64], "bytes are announced where 0 are left"],
    [["h", 7, "."], "memo 7 is empty"],
    [["t."], "a mark is missing"],
    [[0x80, 9], "pickle protocol 9 is not known"],
    [[0xff], "operation 0xff is not known at byte 0"],
    [["K", 1, "K", 2, "a."], "a value is appended to a number"],
    [["Iabc\n."], "an integer has other characters"],
    [["cos\nsystem\nK", 1, "R."], "the arguments of a call are a number"],
  ];
  for (const [parts, message] of cases) assertThrows(() => read(...parts), SyntaxError, message);
});

Deno.test("readPickle() does not do more work than a file of its length can need", () => {
  // One long list, made an ordered dictionary again and again: quadratic, were it allowed.
  const pair = "(K\x01K\x02t", many = 20_000, again = 20_000;
  const text = "(" + pair.repeat(many) + "lq\x000" + "ccollections\nOrderedDict\nq\x010" +
    "h\x01h\x00\x85R0".repeat(again) + "N.";
  const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
  assertThrows(() => readPickle(bytes, "bomb.pkl"), SyntaxError, "more work than its length can honestly need");
});
