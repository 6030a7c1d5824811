import { startBackend } from "../../../lib/backend/choice/start.ts";
import { tf } from "../../../lib/backend/tf.ts";
import { assert, assertEquals, assertMatch, assertRejects, assertStrictEquals } from "../../assert.ts";
import { testBackends, testOnBackends } from "../backends.ts";

/** Runs a script on a backend of its own, in an environment of its own. */
async function inProcess(script: string, env: Record<string, string>): Promise<{ out: string; err: string }> {
  const start = new URL("../../../lib/backend/choice/start.ts", import.meta.url);
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", `import { startBackend } from "${start}"; ${script}`],
    cwd: new URL("../../..", import.meta.url),
    env,
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { out: decode(output.stdout), err: decode(output.stderr) };
}

testOnBackends("startBackend() switches to a backend, and stays with it", async (name) => {
  const backend = await startBackend(name);
  assertEquals(backend.name, name);
  assertMatch(backend.reason, new RegExp(`^${name}: [^\\n]+$`));
  assert(backend.version.length > 0);
  assertStrictEquals(await startBackend(name), backend);
  // Without a name the one that runs stays, unless the environment forces another.
  if (!Deno.env.get("NEARZERO_BACKEND")) assertStrictEquals(await startBackend(), backend);
  const sum = tf.tidy(() => tf.sum(tf.ones([3])));
  assertEquals((await sum.data())[0], 3);
  sum.dispose();
});

Deno.test("startBackend() names an unknown backend and those that exist", async () => {
  const error = await assertRejects(() => startBackend("wsam"), RangeError);
  assertEquals(
    error.message,
    'Cannot start a backend: no backend "wsam", there is native, webgpu, wasm, cpu; did you mean "wasm"?',
  );
});

Deno.test("startBackend() chooses the best silently, and says why it is not native", async () => {
  const { out, err } = await inProcess("console.log((await startBackend()).reason)", {
    NEARZERO_BACKEND: "",
    NEARZERO_CACHE: "/nonexistent",
  });
  assertMatch(out, /^(webgpu|wasm): .*; native (is not built \(deno task native\)|is built on Linux x86_64 only.*)$/);
  assertEquals(err, "");
});

Deno.test("startBackend() obeys NEARZERO_BACKEND, or says what to do", async () => {
  const script = "await startBackend().then((b) => console.log(b.name), (e) => console.log(e.message))";
  assertEquals((await inProcess(script, { NEARZERO_BACKEND: "cpu" })).out, "cpu");
  const { out } = await inProcess(script, { NEARZERO_BACKEND: "native", NEARZERO_CACHE: "/nonexistent" });
  assertMatch(out, /^Cannot start native: it is (not built \(deno task native\)|built on Linux x86_64 only.*)$/);
});

const native = testBackends[0];

Deno.test({
  name: `startBackend() starts native without a word${native.missing && ` (ignored: native ${native.missing})`}`,
  ignore: native.missing !== "",
  fn: async () => {
    const { out, err } = await inProcess("console.log((await startBackend()).reason)", { NEARZERO_BACKEND: "" });
    assertMatch(out, /^native: TensorFlow \d+\.\d+\.\d+, (\d+ cores|GPU)$/);
    assertEquals(err, "");
  },
});
