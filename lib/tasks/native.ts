/**
 * `deno task native`: builds the native tensor backend into the user's cache folder.
 *
 * It has all permissions (-A): it starts pip and a compiler, and looks for the graphics driver below /proc, where Deno
 * lets nobody else look.
 * @module
 */
import { parseArgs } from "node:util";
import { buildNative, removeNative } from "../backend/native/build.ts";
import { nativeDir } from "../backend/native/location.ts";
import { formatTime, runCommand } from "./shared/command.ts";

const USAGE = `Usage: deno task native [--force] [--device cpu|cuda] [--remove]

Builds the native tensor backend once, into ${nativeDir()}: takes TensorFlow's libraries from its
Python package through pip and compiles the addon of tfjs-node-gpu against them.

  --force    build again, and download again
  --device   cpu or cuda; by default cuda where an NVIDIA driver is found
  --remove   remove what was built

NEARZERO_TENSORFLOW=DIR takes an unpacked TensorFlow in place of a download; NEARZERO_CACHE=DIR moves the cache.

Such as: deno task native --device cpu`;

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { force: { type: "boolean" }, device: { type: "string" }, remove: { type: "boolean" } },
  });
  if (values.remove) {
    const removed = await removeNative();
    return console.log(removed ? `Removed ${nativeDir()}.` : `Nothing to remove: no ${nativeDir()}.`);
  }
  const { force, device } = values;
  if (device !== undefined && device !== "cpu" && device !== "cuda") {
    throw new RangeError(`Cannot build for device "${device}": there is cpu, cuda`);
  }
  const tensorflow = Deno.env.get("NEARZERO_TENSORFLOW") || undefined;
  const start = performance.now();
  const showProgress = Deno.stdout.isTerminal();
  if (await buildNative({ force, device, tensorflow, showProgress, say: console.log })) {
    console.log(`Done in ${formatTime(performance.now() - start)}.`);
  }
}

if (import.meta.main) await runCommand(() => main(Deno.args), USAGE);
