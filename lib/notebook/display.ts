/**
 * The way from a cell to the page: Deno's Jupyter interface, guarded.
 * @module
 */
import { jupyterInterface } from "../io/process/cell_interrupt.ts";

/** One output in several formats, by MIME type; the front end takes the richest that it knows. */
export type Bundle = Readonly<Record<string, unknown>>;

/**
 * Displays a bundle below the cell that is running; does nothing outside a kernel.
 * @param bundle The output.
 * @param id A name under which {@link updateDisplay} can replace it.
 * @param metadata What front ends are told of it, by MIME type or of all.
 */
export async function display(
  bundle: Bundle,
  id?: string,
  metadata: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await send("display_data", bundle, id, metadata);
}

/**
 * Replaces what {@link display} has shown under a name; does nothing outside a kernel.
 * @param bundle The new output.
 * @param id The name.
 */
export async function updateDisplay(bundle: Bundle, id: string): Promise<void> {
  await send("update_display_data", bundle, id);
}

async function send(type: string, data: Bundle, id?: string, metadata: object = {}): Promise<void> {
  const kernel = jupyterInterface();
  if (!kernel) return;
  await kernel.broadcast(type, { data, metadata, transient: id === undefined ? {} : { display_id: id } });
  // Deno 2.8 and later may report a cell as done before its last output is out, and front ends drop what comes after;
  // one turn of the event loop lets it out.
  await new Promise((resolve) => setTimeout(resolve, 0));
}
