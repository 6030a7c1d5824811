/**
 * `deno task lab`: JupyterLab on the notebooks, with the kit's Deno kernel.
 *
 * It has all permissions (-A): what it starts, a notebook server whose kernels run whatever cells say, can do anything.
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cacheDir } from "../io/cache_dir.ts";
import { checkInteger } from "../numerics/check.ts";
import { ensureJupyter } from "../jupyter/jupyter.ts";
import { startLab } from "../jupyter/lab.ts";
import { checkout, notebooksFolder, onEnd, runCommand } from "./shared/command.ts";

const usage = `Usage: deno task lab [--port N] [--no-browser]

Starts the JupyterLab that is there; without one, makes .venv with it first (needs Python and PyPI).
  --port N       the port on 127.0.0.1; a free one by default
  --no-browser   only print the address

Such as: deno task lab --port 8888`;

async function main(): Promise<number | void> {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      help: { type: "boolean", short: "h" },
      port: { type: "string" },
      "no-browser": { type: "boolean" },
    },
  });
  if (values.help) return console.log(usage);
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined) checkInteger("start JupyterLab", "--port", port, 1, 65_535);
  const jupyter = await ensureJupyter({ venv: join(checkout, ".venv") }, console.log);
  const home = cacheDir("jupyter");
  const lab = await startLab({ jupyter, root: notebooksFolder, home, port, browser: !values["no-browser"] });
  console.log(`JupyterLab ${jupyter.version} (${jupyter.path}) serves notebooks/ at\n  ${lab.url}\nCtrl-C ends it.`);
  let asked = false;
  onEnd(() => {
    asked = true;
    void lab.stop();
  });
  const said = await lab.ended;
  if (asked) return;
  console.error(said);
  return 1;
}

if (import.meta.main) await runCommand(main, usage);
