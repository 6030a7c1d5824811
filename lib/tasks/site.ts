/**
 * `deno task site`: builds the static site from notebooks, figures and docs.
 * @module
 */
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { makeSite, serveSite, writeSite } from "../site/mod.ts";
import { checkInteger } from "../numerics/check.ts";
import { checkout, formatTime, runCommand } from "./shared/command.ts";

const USAGE = `Usage: deno task site [options]

Builds the site from the committed notebooks, figures and docs: static pages that work offline and under any path.
  --out DIR     where it is written (site/)
  --serve       serves it to this machine when it is built, and opens it
  --port PORT   the port to serve at; a free one unless told

Such as: deno task site --serve`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: "string", default: join(checkout, "site") },
      serve: { type: "boolean", default: false },
      port: { type: "string", default: "0" },
    },
  });
  const port = Number(values.port), folder = resolve(values.out), began = performance.now();
  checkInteger("serve the site", "port", port, 0);
  const files = await makeSite({ root: checkout });
  await writeSite(files, folder);
  const pages = files.filter(({ path }) => path.endsWith(".html")).length;
  const here = relative(Deno.cwd(), folder) || ".";
  console.log(`Wrote ${pages} pages, ${files.length} files, into ${here} in ${formatTime(performance.now() - began)}`);
  if (!values.serve) return;
  const server = serveSite(folder, { port });
  console.log(`${server.url} (end with Ctrl-C)`);
  if (Deno.stdout.isTerminal()) openBrowser(server.url);
  await server.finished;
}

/** Shows an address in the reader's own browser, where the system says how; it is printed all the same. */
function openBrowser(address: string): void {
  const [command, ...args] = { darwin: ["open"], windows: ["cmd", "/c", "start", ""] }[Deno.build.os as string] ??
    ["xdg-open"];
  try {
    new Deno.Command(command, { args: [...args, address], stdin: "null", stdout: "null", stderr: "null" }).spawn()
      .unref();
  } catch { /* There is no such command. */ }
}

if (import.meta.main) await runCommand(main, USAGE);
