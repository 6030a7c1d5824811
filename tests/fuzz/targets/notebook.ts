import { cellTitle, formatNotebook, hasTag, parseNotebook } from "../../../lib/jupyter/notebook_file.ts";
import { jsonBytes } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

const notebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { name: "deno", language: "typescript", display_name: "Deno" } },
  cells: [
    { cell_type: "markdown", id: "a", metadata: {}, source: ["# Title\n", "text"] },
    {
      cell_type: "code",
      id: "b",
      metadata: { tags: ["parameters"] },
      source: "const n = 1;",
      execution_count: 1,
      outputs: [
        { output_type: "stream", name: "stdout", text: ["a\n"] },
        { output_type: "display_data", data: { "text/plain": ["b"], "application/json": { c: 1 } }, metadata: {} },
        { output_type: "error", ename: "E", evalue: "v", traceback: ["t"] },
      ],
    },
  ],
};

export const target: FuzzTarget = {
  name: "notebook",
  inMemory: true,
  file: "a.ipynb",
  make: (dice) => jsonBytes(dice, dice.mutated<unknown>(notebook)),
  damage: 0.1,
  read(bytes, path) {
    const read = parseNotebook(new TextDecoder().decode(bytes), path);
    read.cells.forEach((cell, i) => [hasTag(cell, "parameters"), cellTitle(read, i)]);
    parseNotebook(formatNotebook(read), path);
  },
};
