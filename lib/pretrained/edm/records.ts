/**
 * EDM's pickles as records: what a network was made with and the tensors in it. The source text that such a file carries
 * is never run.
 * @module
 */
import { badFile } from "../../io/read.ts";
import { describePickle, PickleGlobal, PickleRecord, type PickleValue } from "../pickle/values.ts";
import { openTorch } from "../torch/read_torch.ts";
import { tensorOf, type TorchFile, type TorchTensor } from "../torch/tensor.ts";

/** An object that EDM's `torch_utils.persistence` saved. */
export interface Persistent {
  /** Its class's name. */
  readonly className: string;
  /** The named arguments it was made with. */
  readonly options: Readonly<Record<string, PickleValue>>;
  /** Its attributes. */
  readonly state: ReadonlyMap<PickleValue, PickleValue>;
}

/** A pickled network. */
export interface EdmFile {
  /** The outermost object: a preconditioner. */
  readonly outer: Persistent;
  /** The network in it; the outermost itself where it has none. */
  readonly inner: Persistent;
  /** The network's tensors by name, buffers included. */
  readonly tensors: ReadonlyMap<string, TorchTensor>;
}

/** How deep modules may lie in each other. */
const DEEPEST = 64;

/**
 * Reads a pickle of EDM's training or of its published networks.
 * @param path The file.
 * @returns The preconditioner, the network and its tensors.
 * @throws {SyntaxError} If it is damaged, or holds no such network.
 * @throws {Error} If it cannot be read.
 */
export async function readEdm(path: string): Promise<EdmFile> {
  const file = await openTorch(path), { value } = file;
  const found = value instanceof Map ? value.get("ema") ?? value.get("net") : value;
  const outer = persistent(found);
  if (outer === undefined) {
    throw badFile(path, `it holds no network of EDM under "ema" or "net", but ${describePickle(found ?? value)}`);
  }
  const modules = outer.state.get("_modules"), model = modules instanceof Map ? modules.get("model") : undefined;
  const inner = model === undefined ? outer : persistent(model);
  if (inner === undefined) throw badFile(path, `its model is ${describePickle(model)}`);
  const tensors = new Map<string, TorchTensor>();
  collect(inner.state, "", tensors, file, path, 0);
  return { outer, inner, tensors };
}

/**
 * The object that a record is of.
 * @param value The record.
 * @returns The object; undefined where it is something else.
 */
export function persistent(value: PickleValue | undefined): Persistent | undefined {
  if (!(value instanceof PickleRecord) || !(value.of instanceof PickleGlobal)) return undefined;
  if (value.of.path !== "torch_utils.persistence._reconstruct_persistent_obj") return undefined;
  const meta = entriesOf(value.args[0]), className = meta?.get("class_name"), state = entriesOf(meta?.get("state"));
  if (typeof className !== "string" || state === undefined) return undefined;
  const named = [...entriesOf(state.get("_init_kwargs")) ?? []].filter((pair): pair is [string, PickleValue] =>
    typeof pair[0] === "string"
  );
  return { className, options: Object.fromEntries(named), state };
}

/** A dictionary, of whichever class. */
function entriesOf(value: PickleValue | undefined): ReadonlyMap<PickleValue, PickleValue> | undefined {
  if (value instanceof Map) return value;
  return value instanceof PickleRecord && value.entries.size > 0 ? value.entries : undefined;
}

function collect(
  state: ReadonlyMap<PickleValue, PickleValue>,
  prefix: string,
  into: Map<string, TorchTensor>,
  { storages }: TorchFile,
  path: string,
  depth: number,
): void {
  if (depth > DEEPEST) throw badFile(path, `modules lie more than ${DEEPEST} deep in each other`);
  for (const kind of ["_parameters", "_buffers"]) {
    for (const [name, value] of entriesOf(state.get(kind)) ?? []) {
      const tensor = tensorOf(value, storages, path);
      if (tensor !== undefined) into.set(`${prefix}${String(name)}`, tensor);
    }
  }
  for (const [name, value] of entriesOf(state.get("_modules")) ?? []) {
    const inner = persistent(value)?.state ?? (value instanceof PickleRecord ? entriesOf(value.state) : undefined);
    if (inner !== undefined) {
      collect(inner, `${prefix}${String(name)}.`, into, { value: null, storages }, path, depth + 1);
    }
  }
}
