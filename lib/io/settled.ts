/**
 * When the state of a file (size, times, inode) tells its content.
 * @module
 */

/** The coarsest clock of a file system, in milliseconds: a change within one tick of it shows in no time of change. */
const TICK = 2000;

/**
 * Whether files have been left alone so long that a later change must show in their times. What was found out about a
 * file's content may be kept beside its state only then; Git calls the other files "racily clean".
 * @param stats The files, as they were before their content was read.
 * @param before When the reading of their content began, in milliseconds since 1970.
 * @param tick How long they must have rested, in milliseconds; 2,000 unless told.
 * @returns Whether each was last changed at least that long before.
 */
export function isSettled(
  stats: readonly Pick<Deno.FileInfo, "mtime" | "ctime">[],
  before: number,
  tick: number = TICK,
): boolean {
  return stats.every(({ mtime, ctime }) => before - Math.max(timeOf(mtime), timeOf(ctime)) >= tick);
}

/**
 * Everything in a file's status that changes where its content does.
 * @param stat The status; undefined where there is no file.
 * @returns Its size, times of change, inode and device, to be compared as JSON.
 */
export function fileState(stat: Deno.FileInfo | undefined): readonly (number | null)[] {
  return stat === undefined ? [] : [stat.size, timeOf(stat.mtime), timeOf(stat.ctime), stat.ino, stat.dev];
}

function timeOf(date: Date | null): number {
  return date?.getTime() ?? 0;
}
