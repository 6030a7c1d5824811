/**
 * `deno task pack`: writes the npm package of the kit's exact side.
 * @module
 */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { writeFileAtomic } from "../io/atomic.ts";
import { runCommand } from "./command.ts";
import { npmFiles, npmTarball } from "./npm_package.ts";

const USAGE = `deno task pack [--to FOLDER]

Writes nearzero-VERSION.tgz, the npm package of the exact side and the samplers: ES modules with types, for Node and
bundlers. All of the kit is published to JSR, by deno publish.
--to FOLDER     where to; the working folder unless told

Such as: deno task pack --to /tmp && npm install /tmp/nearzero-*.tgz`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { help: { type: "boolean", short: "h", default: false }, to: { type: "string", default: "." } },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const files = await npmFiles(), { name, version } = JSON.parse(files.get("package.json")!);
  const path = join(resolve(values.to), `${name}-${version}.tgz`), bytes = await npmTarball(files);
  await writeFileAtomic(path, bytes);
  console.log(`Wrote ${path}: ${files.size} files, ${(bytes.length / 1e6).toFixed(1)} MB`);
  return 0;
}

if (import.meta.main) await runCommand(main, USAGE);
