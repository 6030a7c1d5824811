/**
 * Turns a kernel's stream of messages into the outputs of cells, as a front end shows them.
 * @module
 */
import type { Cell, JsonValue, Output } from "./notebook_file.ts";
import type { JupyterMessage } from "./kernel/wire.ts";

/**
 * Collects outputs for cells. A message finds its cell by the request that caused it, whenever it arrives, so output
 * that comes late, even during a later cell, is still put where it belongs.
 */
export class OutputCollector {
  readonly #cells = new Map<string, Cell>();
  readonly #displays = new Map<string, Output[]>();
  readonly #clearNext = new Set<Cell>();

  /**
   * Names the cell to which the outputs of a request belong, and empties it.
   * @param request The id of the execute request.
   * @param cell The code cell; its outputs are changed in place from here on.
   */
  attach(request: string, cell: Cell): void {
    cell.outputs = [];
    cell.execution_count = null;
    this.#cells.set(request, cell);
  }

  /**
   * Applies one message of the kernel's output channel; those that change no output are ignored.
   * @param message The message.
   */
  apply(message: JupyterMessage): void {
    const { content, header } = message;
    const display = (content.transient as { display_id?: string } | undefined)?.display_id;
    if (header.msg_type === "update_display_data") {
      for (const output of this.#displays.get(display ?? "") ?? []) Object.assign(output, bundle(content));
      return;
    }
    const cell = this.#cells.get(message.parent_header.msg_id ?? "");
    if (cell === undefined) return;
    if (header.msg_type === "execute_input") {
      cell.execution_count = content.execution_count as number;
      return;
    }
    if (header.msg_type === "clear_output") {
      if (content.wait) this.#clearNext.add(cell);
      else cell.outputs = [];
      return;
    }
    const output = toOutput(header.msg_type, content);
    if (output === undefined) return;
    if (this.#clearNext.delete(cell)) cell.outputs = [];
    this.#append(cell, output);
    if (display !== undefined) this.#displays.set(display, [...(this.#displays.get(display) ?? []), output]);
  }

  #append(cell: Cell, output: Output): void {
    const outputs = cell.outputs ??= [];
    const last = outputs.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
      last.text = `${last.text}${output.text}`;
    } else outputs.push(output);
  }
}

function toOutput(type: string, content: JupyterMessage["content"]): Output | undefined {
  switch (type) {
    case "stream":
      return { output_type: "stream", name: String(content.name), text: String(content.text) };
    case "display_data":
      return { output_type: "display_data", ...bundle(content) };
    case "execute_result":
      return { output_type: "execute_result", execution_count: content.execution_count as number, ...bundle(content) };
    case "error":
      return {
        output_type: "error",
        ename: String(content.ename),
        evalue: String(content.evalue),
        traceback: Array.isArray(content.traceback) ? content.traceback.map(String) : [],
      };
    default:
      return undefined;
  }
}

function bundle(content: JupyterMessage["content"]): Pick<Output, "data" | "metadata"> {
  return {
    data: (content.data ?? {}) as Record<string, JsonValue>,
    metadata: (content.metadata ?? {}) as Record<string, JsonValue>,
  };
}
