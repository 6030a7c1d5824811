/**
 * Which files of a folder or archive belong to a split of it.
 * @module
 */

/**
 * Whether a file belongs to a split. Hidden files and what macOS adds to archives belong to none.
 * @param name The file's path in the folder or archive.
 * @param split The folder that makes the split, such as `train` or `train/cat`; every file where left out.
 * @returns Whether it does.
 */
export function inSplit(name: string, split?: string): boolean {
  const parts = name.split("/");
  if (parts.some((part) => part.startsWith(".") || part === "__MACOSX")) return false;
  if (split === undefined) return true;
  // Many archives hold everything in one folder, so the split may begin at the first folder or the second.
  const inside = `${split}/`, second = parts.slice(1).join("/");
  return name.startsWith(inside) || second.startsWith(inside);
}
