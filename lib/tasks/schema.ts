/**
 * `deno task schema`: writes what may stand in configurations as JSON schemas, by which editors complete and check them.
 * @module
 */
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { runConfigSchema } from "../experiments/config/run_config.ts";
import { writtenSchema } from "../experiments/sweeps/sweep_config.ts";
import { writeFileAtomic } from "../io/atomic.ts";
import { checkout, runCommand } from "./shared/command.ts";

const USAGE = `deno task schema

Writes the JSON schemas of runs and sweeps, notebooks/configs/run.schema.json and sweep.schema.json. A configuration may
name its own as "$schema"; VS Code completes those in notebooks/configs without.

Such as: deno task schema`;

/** Where the schemas lie. */
export const schemaFolder: string = join(checkout, "notebooks", "configs");

/**
 * The schemas, of what is written in files: with defaults left out.
 * @returns The files' texts by name.
 */
export function schemas(): Map<string, string> {
  return new Map([
    ["run.schema.json", textOf("A run of nearzero", runConfigSchema())],
    ["sweep.schema.json", textOf("A sweep of nearzero: many runs as one", writtenSchema())],
  ]);
}

function textOf(title: string, schema: z.ZodType): string {
  const { $schema, properties, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const whole = { $schema, title, ...rest, properties: { $schema: { type: "string" }, ...properties } };
  return JSON.stringify(whole, undefined, 2) + "\n";
}

async function main(): Promise<void> {
  parseArgs({ args: Deno.args });
  for (const [name, text] of schemas()) {
    await writeFileAtomic(join(schemaFolder, name), text);
    console.log(`Wrote ${relative(checkout, join(schemaFolder, name))}`);
  }
}

if (import.meta.main) await runCommand(main, USAGE);
