import { join } from "node:path";
import { checkout } from "../../lib/io/checkout.ts";
import { readSignatures, signatureModule } from "../../lib/tasks/signatures.ts";
import { assertEquals } from "../assert.ts";

Deno.test("the signatures are those of the types: deno task signatures writes them anew", async () => {
  const written = await Deno.readTextFile(join(checkout, "lib", "numerics", "signatures.ts"));
  assertEquals(written, await signatureModule(readSignatures()));
});
