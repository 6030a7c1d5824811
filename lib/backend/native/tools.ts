/**
 * What the native build needs of the machine: a compiler, Python's pip, room on the disk.
 * @module
 */
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Finds a C++ compiler: `$CXX` where it is set, else g++, clang++ or c++.
 * @returns The command.
 * @throws {Error} If there is none; says what to install.
 */
export async function findCompiler(): Promise<string> {
  const own = Deno.env.get("CXX");
  const known = own ? [own] : ["g++", "clang++", "c++"];
  for (const command of known) if (await runs(command, ["--version"])) return command;
  throw new Error(
    `Cannot build the native backend: no C++ compiler (${known.join(", ")}); install one, for example with ` +
      `"apt install g++" or "dnf install gcc-c++"`,
  );
}

/**
 * Finds a Python with pip.
 * @returns The command.
 * @throws {Error} If there is none; says what to install.
 */
export async function findPython(): Promise<string> {
  for (const command of ["python3", "python"]) if (await runs(command, ["-m", "pip", "--version"])) return command;
  throw new Error(
    `Cannot build the native backend: no Python with pip to fetch TensorFlow; install one, for example with ` +
      `"apt install python3-pip", or name an unpacked TensorFlow with NEARZERO_TENSORFLOW=DIR`,
  );
}

/**
 * Whether an NVIDIA driver is loaded.
 * @returns True if it is.
 */
export async function hasNvidiaDriver(): Promise<boolean> {
  const loaded = await Deno.stat("/proc/driver/nvidia/version").then(() => true, () => false);
  return loaded || await runs("nvidia-smi", ["-L"]);
}

/**
 * Checks that a disk has room.
 * @param folder A folder, which need not exist yet.
 * @param bytes How much is needed.
 * @throws {Error} If less is free; names both.
 */
export async function checkRoom(folder: string, bytes: number): Promise<void> {
  let existing = folder;
  while (!await Deno.stat(existing).then(() => true, () => false)) existing = dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  const free = bavail * bsize;
  if (free >= bytes) return;
  throw new Error(
    `Cannot build the native backend: ${existing} has ${gigabytes(free)} free and ${gigabytes(bytes)} are needed; ` +
      `make room, or name another place with NEARZERO_CACHE=DIR`,
  );
}

/**
 * A size in words.
 * @param bytes How many bytes.
 * @returns Such as "1.2 GB".
 */
export function gigabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

async function runs(command: string, args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args, stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}
