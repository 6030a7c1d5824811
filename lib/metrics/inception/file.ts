/**
 * Where the Inception network's weights lie, and how to get them.
 * @module
 */
import { cacheDir } from "../../io/cache_dir.ts";

/**
 * Where the Inception network's weights are looked for.
 * @returns `NEARZERO_INCEPTION`, else `inception.safetensors` in the kit's cache; it need not be there.
 */
export function inceptionFile(): string {
  return Deno.env.get("NEARZERO_INCEPTION") || cacheDir("inception.safetensors");
}

/**
 * Checks that the weights are there.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @returns The file.
 * @throws {Error} If they are not; the message says how to get them.
 */
export async function requireInception(action: string): Promise<string> {
  const path = inceptionFile();
  if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return path;
  throw new Error(
    `Cannot ${action}: there are no weights of the Inception network at ${path}; convert pytorch-fid's own ` +
      "pt_inception-2015-12-05-6726825d.pth by tests/peers/convert_inception.py, and name what it writes by " +
      "NEARZERO_INCEPTION=FILE or put it there",
  );
}
