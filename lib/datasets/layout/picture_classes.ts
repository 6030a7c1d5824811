/**
 * Classes of pictures by the folders that they lie in.
 * @module
 */
import type { LeftOut } from "../../io/file_tree.ts";

/** A class for each picture: bytes for up to 256 classes, else 16 bits. */
export type Labels = Uint8Array | Uint16Array;

/** The classes that folders make. */
export interface PictureClasses {
  /** The class of each picture that has one, by its path. */
  readonly classOf: ReadonlyMap<string, string>;
  /** The names of the classes, sorted. */
  readonly classes: readonly string[];
  /** Pictures beside the folders that are classes. */
  readonly strays: readonly LeftOut[];
  /** What the reader should know of how the folders were taken. */
  readonly notes: readonly string[];
}

/** Folders that are parts of a set, not classes of it. */
const SPLITS = /^(train(ing)?|test(ing)?|t10k|val(id(ation)?)?|dev|eval(uation)?|extra|unlabel?led)$/i;
/** What 16 bits can count. */
const MOST_CLASSES = 65_536;

/**
 * The classes of pictures: where their paths first differ below the split. Folders that all pictures share, above and
 * below, say nothing; where the whole of a set is read, its split folders are left out of the comparison; so is an index
 * of first letters (`a/abbey`, `b/bow_window/indoor`), below which the whole path is the class. Pictures that lie beside
 * the folders that are classes are strays; where they are the majority, there are no classes. One folder that holds all
 * pictures is their class.
 * @param names The pictures' paths, with "/" between the parts.
 * @param split The split that they are of, as for `inSplit`; all of the set where left out.
 * @returns The classes; none where all pictures lie in no folder.
 */
export function classesOf(names: readonly string[], split?: string): PictureClasses {
  const below = names.map((name) => foldersOf(name, split)), notes: string[] = [];
  const none = { classOf: new Map<string, string>(), classes: [], strays: [], notes };
  const from = firstDifference(below, 0);
  const parts = [...new Set(below.flatMap((folders) => folders.slice(from, from + 1)))].sort();
  const together = split === undefined && parts.length > 1 && parts.every((part) => SPLITS.test(part));
  if (together) notes.push(`${parts.join(", ")} are read together; give a split for one of them`);
  const index = !together && isIndex(below, from), classOf = together ? ofSplits(names, below, from) : new Map();
  if (!together) {
    names.forEach((name, i) => {
      const rest = below[i].slice(from);
      if (rest.length > 0) classOf.set(name, index ? rest.slice(1).join("/") : rest[0]);
    });
  }
  const classes = [...new Set(classOf.values())].sort(), strays = names.filter((name) => !classOf.has(name));
  if (classes.length < 2) {
    // They never differ: a folder is no class where some lie beside it or it is but a split.
    const only = split === undefined ? below[0]?.at(-1) : below[0]?.[0];
    if (together && strays.length === 0) return { ...none, classOf, classes };
    if (classes.length > 0 && strays.length > 0) {
      notes.push(`${strays.length} of ${names.length} pictures lie beside ${classes[0]}, so there are no classes`);
    }
    if (only === undefined || strays.length > 0 || SPLITS.test(only)) return none;
    return { ...none, classOf: new Map(names.map((name) => [name, only])), classes: [only] };
  }
  if (strays.length >= classOf.size) {
    notes.push(
      `${strays.length} of ${names.length} pictures lie in no folder that is a class, so there are no classes`,
    );
    return none;
  }
  if (classes.length > MOST_CLASSES) {
    notes.push(`${classes.length} folders are more than ${MOST_CLASSES}, so there are no classes`);
    return none;
  }
  if (!index && !together) notes.push(...equalLeaves(names, below, classOf));
  const why = "a picture beside the folders that are classes";
  return { classOf, classes, strays: strays.map((name) => ({ name, why })), notes };
}

/** The classes of several splits: each split's own, for one of them may have its pictures in one folder. */
function ofSplits(
  names: readonly string[],
  below: readonly (readonly string[])[],
  from: number,
): Map<string, string> {
  const groups = Map.groupBy(names.keys().filter((i) => below[i].length > from), (i) => below[i][from]);
  const found = [...groups].map(([, members]) =>
    classesOf(members.map((i) => names[i]), below[members[0]].slice(0, from + 1).join("/"))
  );
  const several = found.filter(({ classes }) => classes.length > 1);
  const known = new Set((several.length > 0 ? several : found).flatMap(({ classes }) => classes));
  return new Map(found.flatMap(({ classOf }) => [...classOf]).filter(([, name]) => known.has(name)));
}

/**
 * The labels of pictures.
 * @param names Their paths; each has a class.
 * @param found The classes.
 * @returns The index of each picture's class, and the classes' names; nothing where there are no classes.
 */
export function labelsOf(names: readonly string[], found: PictureClasses): { labels?: Labels; classes?: string[] } {
  const { classOf, classes } = found;
  if (classes.length === 0) return {};
  const index = new Map(classes.map((name, i) => [name, i]));
  const values = names.map((name) => index.get(classOf.get(name)!)!);
  return { labels: classes.length > 256 ? Uint16Array.from(values) : Uint8Array.from(values), classes: [...classes] };
}

/** The folders of a path, without those of the split. */
function foldersOf(name: string, split?: string): string[] {
  return name.split("/").slice(foldersAbove(name, split), -1);
}

/** How many folders lead to the split and through it; it may begin at the second one. */
function foldersAbove(name: string, split?: string): number {
  if (split === undefined) return 0;
  return split.split("/").length + (name.startsWith(`${split}/`) ? 0 : 1);
}

/** The first level of folders, from some on, at which paths differ; the last one where they never do. */
function firstDifference(paths: readonly (readonly string[])[], from: number): number {
  for (let depth = from;; depth++) {
    const deep = paths.filter((folders) => folders.length > depth);
    const differ = deep.some((folders) => folders[depth] !== deep[0][depth]);
    if (differ || !deep.some((folders) => folders.length > depth + 1)) return depth;
  }
}

/** Whether a level of folders is an index by first letters of the level below. */
function isIndex(paths: readonly (readonly string[])[], at: number): boolean {
  const deep = paths.filter((folders) => folders.length > at);
  return deep.length > 0 && deep.every((folders) => {
    const letter = folders[at], next = folders[at + 1];
    return letter.length === 1 && next !== undefined && next[0].toLowerCase() === letter.toLowerCase();
  });
}

/** Folders of one name in several classes may be what was meant for a class, unless all pictures lie in such a one. */
function equalLeaves(
  names: readonly string[],
  paths: readonly (readonly string[])[],
  classOf: ReadonlyMap<string, string>,
): string[] {
  const parents = new Map<string, Set<string>>();
  names.forEach((name, i) => {
    const leaf = paths[i].at(-1), group = classOf.get(name);
    if (leaf === undefined || group === undefined || leaf === group) return;
    parents.set(leaf, (parents.get(leaf) ?? new Set()).add(group));
  });
  const equal = [...parents].filter(([, groups]) => groups.size > 1);
  if (equal.length === 0 || (equal.length === 1 && parents.size === 1)) return [];
  const [leaf, groups] = equal[0], [first, second] = [...groups].sort();
  const others = equal.length > 1 ? ` and ${equal.length - 1} more` : "";
  return [
    `folders of one name lie in several classes (${leaf} in ${first} and ${second}${others}); the outer ones count`,
  ];
}
