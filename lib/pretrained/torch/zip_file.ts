/**
 * PyTorch's files since 1.6: a zip archive of one pickle and a member for each storage.
 * @module
 */
import { badFile } from "../../io/read.ts";
import { listZip, readZipMember } from "../../io/formats/zip.ts";
import { readPickle } from "../pickle/read_pickle.ts";
import { nestedStorage } from "./legacy_file.ts";
import { storageId, type TorchFile, type TorchStorage } from "./tensor.ts";

/**
 * Opens such a file. Storages are read when a tensor asks for them.
 * @param path The file.
 * @returns The value and its storages.
 * @throws {SyntaxError} "Cannot read PATH: …" if it is damaged, or not of PyTorch.
 * @throws {Error} If it cannot be read.
 */
export async function openTorchZip(path: string): Promise<TorchFile> {
  const members = await listZip(path), byName = new Map(members.map((member) => [member.name, member]));
  const main = members.find(({ name }) => /(^|\/)data\.pkl$/.test(name));
  if (main === undefined) throw badFile(path, "the archive holds no data.pkl, so that PyTorch did not write it");
  const top = main.name.slice(0, -"data.pkl".length), order = byName.get(`${top}byteorder`);
  if (order !== undefined) {
    const said = new TextDecoder().decode(await readZipMember(path, order));
    if (said !== "little") throw badFile(path, `its byte order is "${said.slice(0, 20)}", only "little" is read`);
  }
  const { value } = readPickle(await readZipMember(path, main), `${path} (${main.name})`);
  const found = new Map<string, TorchStorage>();
  return {
    value,
    storages: {
      nested: (bytes) => nestedStorage(bytes, path),
      reference(id) {
        const { dtype, key, count } = storageId(id, path), member = byName.get(`${top}data/${key}`);
        if (member === undefined) throw badFile(path, `storage "${key}" is not in the archive`);
        if (member.size !== count * dtype.bytes) {
          throw badFile(path, `storage "${key}" has ${member.size} bytes for ${count} of ${dtype.name}`, member.at);
        }
        const name = `${key} ${dtype.name}`, before = found.get(name);
        if (before !== undefined) return before;
        let values: Promise<Float32Array> | undefined;
        const storage: TorchStorage = {
          dtype,
          count,
          read: () => values ??= readZipMember(path, member).then((bytes) => dtype.decode(bytes)),
        };
        found.set(name, storage);
        return storage;
      },
    },
  };
}
