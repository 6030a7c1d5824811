/**
 * PyTorch's files, whichever of the two forms they have.
 * @module
 */
import { badFile, beginsWith, readIfThere } from "../../io/read.ts";
import { readPickle } from "../pickle/read_pickle.ts";
import { describePickle, PickleRecord, type PickleValue } from "../pickle/values.ts";
import { isTorchLegacy, nestedStorage, openTorchLegacy } from "./legacy_file.ts";
import { tensorOf, type TorchFile, type TorchTensor } from "./tensor.ts";
import { openTorchZip } from "./zip_file.ts";

/** Under which names checkpoints keep the state of a network; the moving average before the network itself. */
const STATES = ["ema", "model_ema", "state_dict", "model", "module", "params", "net"];

/**
 * Opens a file of `torch.save` (zip or legacy), or a plain pickle. Nothing in it is run: names and calls that are not
 * those of tensors and dictionaries stay records of themselves.
 * @param path The file.
 * @returns Its value and storages.
 * @throws {SyntaxError} "Cannot read PATH: …" if it is damaged, cut short or none of them.
 * @throws {Error} If it cannot be read.
 */
export async function openTorch(path: string): Promise<TorchFile> {
  if (await beginsWith(path, 0x50, 0x4b, 0x03, 0x04)) return await openTorchZip(path);
  const bytes = await readIfThere(path);
  if (bytes.length === 0) throw badFile(path, "it is empty or not there", 0);
  if (isTorchLegacy(bytes)) return openTorchLegacy(bytes, path);
  if (bytes[0] !== 0x80) throw badFile(path, "it is neither a zip archive nor a pickle", 0);
  return {
    value: readPickle(bytes, path).value,
    storages: {
      nested: (inner) => nestedStorage(inner, path),
      reference: () => {
        throw badFile(path, "it refers to storages that a plain pickle does not have");
      },
    },
  };
}

/**
 * The tensors of a state dict: of the file's value itself, or of the part of it that holds a network's state.
 * @param path The file.
 * @returns The tensors by name.
 * @throws {SyntaxError} If the file is damaged, or holds no state dict; says what it holds.
 * @throws {Error} If it cannot be read.
 */
export async function readStateDict(path: string): Promise<Map<string, TorchTensor>> {
  const { value, storages } = await openTorch(path);
  let state: PickleValue | undefined = value;
  for (let depth = 0; depth < 3; depth++) {
    if (!(state instanceof Map)) break;
    const dictionary: Map<PickleValue, PickleValue> = state, tensors = new Map<string, TorchTensor>();
    for (const [name, entry] of dictionary) {
      const tensor = typeof name === "string" ? tensorOf(entry, storages, path) : undefined;
      if (tensor !== undefined) tensors.set(name as string, tensor);
    }
    if (tensors.size > 0) return tensors;
    const inner = STATES.find((name) => dictionary.get(name) instanceof Map);
    state = inner === undefined ? undefined : dictionary.get(inner);
  }
  const what = value instanceof Map
    ? `a dictionary of ${[...value.keys()].slice(0, 6).map(String).join(", ") || "nothing"}`
    : value instanceof PickleRecord
    ? `an object of ${describePickle(value)}`
    : describePickle(value);
  throw badFile(path, `it holds no state dict of tensors, but ${what}`);
}
