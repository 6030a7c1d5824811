import { readPickle } from "../../../lib/pretrained/pickle/read_pickle.ts";
import { listZip, readZipMember } from "../../../lib/io/formats/zip.ts";
import type { FuzzTarget } from "../target.ts";

const fixture = (name: string) => new URL(`../../pretrained/fixtures/${name}`, import.meta.url).pathname;
const zip = fixture("zip.pt");
const wholes = [
  await readZipMember(zip, (await listZip(zip)).find(({ name }) => name.endsWith("data.pkl"))!),
  await Deno.readFile(fixture("edm_like.pkl")),
];

/** Programs of PyTorch and of EDM, damaged. */
export const target: FuzzTarget = {
  name: "pickle",
  inMemory: true,
  make: (dice) => dice.damaged(dice.pick(wholes)),
  read: (bytes, path) => readPickle(bytes, path),
};
