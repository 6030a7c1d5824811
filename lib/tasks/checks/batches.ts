/**
 * All tests, divided into parts that can run side by side.
 * @module
 */
import { dirname } from "node:path";
import { sourceFiles } from "./imports.ts";

/** The module that runs the test files that it is told, in one isolate. */
export const BATCH = "lib/tasks/checks/batch.ts";

/** The module that runs the examples in the documentation of folders, in one isolate. */
export const EXAMPLES = "lib/tasks/checks/examples.ts";

/** What is tested: the kit, or what is published of it, which is the site in a browser and the packages as others take them. */
export type Part = "kit" | "published";

const PUBLISHED = ["tests/site/", "tests/package/"];

const partOf = (path: string): Part => PUBLISHED.some((folder) => path.startsWith(folder)) ? "published" : "kit";

/** Tests that run in one process. */
export interface Batch {
  /** What it is called in reports. */
  readonly name: string;
  /** Files, or a folder. */
  readonly targets: readonly string[];
}

/**
 * The files that take longest, each a batch of its own that begins before the others, so that none runs on alone at the
 * end; those of one line share what they start. A list that is out of date costs time and nothing else.
 */
export const LONGEST: readonly (readonly string[])[] = [
  // One built site and one browser.
  [
    "tests/site/site_test.ts",
    "tests/site/explorer_page_test.ts",
    "tests/site/unable_test.ts",
    "tests/site/content_test.ts",
  ],
  ["tests/package/deno_test.ts"],
  ["tests/package/npm_test.ts"],
  ["tests/tasks/measure_test.ts"],
  [
    "tests/training/runs/train_test.ts",
    "tests/training/runs/together_test.ts",
    "tests/training/runs/seeds_test.ts",
    "tests/training/workers/gradient_workers_test.ts",
  ],
  ["tests/training/checkpoints/kill_test.ts"],
  ["tests/tasks/figures_test.ts"],
  ["tests/tasks/confine_test.ts"],
  ["tests/jupyter/kernel/stoppable_kernel_test.ts"],
  ["tests/nn/unet_test.ts", "tests/training/runs/learning_test.ts"],
  ["tests/experiments/runs/go_on_test.ts", "tests/experiments/shipped_test.ts"],
  ["tests/experiments/commands_test.ts", "tests/experiments/engines/local_test.ts"],
  ["tests/samplers/pure_noise_test.ts", "tests/tasks/help_test.ts"],
];

/** How many of the other files a batch has: few enough to end at about the same time, many enough to be worth a start. */
const FILES = 32;

/**
 * Divides the tests.
 * @param part Those of which part.
 * @returns The batches, in the order in which they should begin: each test file of the part is in one of them, and one of
 * the kit's has the examples in the documentation of `lib`.
 */
export async function testBatches(part: Part): Promise<Batch[]> {
  const files = (await sourceFiles("tests")).filter((path) =>
    path.endsWith("_test.ts") && partOf(path) === part && !LONGEST.flat().includes(path)
  );
  const alone = [...LONGEST, ["lib"]].filter(([path]) => partOf(path) === part);
  const batches: Batch[] = alone.map((targets) => ({ name: targets.join(" and "), targets }));
  for (let at = 0; at < files.length; at += FILES) {
    const targets = files.slice(at, at + FILES), [first, last] = [dirname(targets[0]), dirname(targets.at(-1)!)];
    batches.push({ name: first === last ? first : `${first} to ${last}`, targets });
  }
  return batches;
}
