/**
 * Work side by side.
 * @module
 */

/**
 * Does pieces of work, so many at once, each as soon as a lane is free.
 * @param work The pieces, in the order in which they begin; long ones belong first, lest one goes on alone at the end.
 * @param lanes How many at once, at least 1.
 * @param body Does one piece.
 * @returns What came of each, in the order of the work.
 * @throws What a piece throws; no other is begun then, and those that go on are waited for.
 */
export async function inLanes<T, R>(work: readonly T[], lanes: number, body: (piece: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(work.length);
  let next = 0;
  const ended = await Promise.allSettled(Array.from({ length: lanes }, async () => {
    while (next < work.length) {
      const at = next++;
      try {
        results[at] = await body(work[at]);
      } catch (error) {
        next = work.length;
        throw error;
      }
    }
  }));
  for (const lane of ended) if (lane.status === "rejected") throw lane.reason;
  return results;
}
