/**
 * What metrics need: enough samples and data, and the Inception network's weights.
 * @module
 */
import { requireInception } from "../../metrics/inception/file.ts";
import { readInceptionWeights } from "../../metrics/inception/weights.ts";
import type { MetricData } from "./entry.ts";

/**
 * Checks that there are enough. A law gives as many data as are asked for; of pictures there are as many as there are.
 * @param name The metric.
 * @param count How many samples there will be.
 * @param data What they will be compared with.
 * @param fewest The fewest samples.
 * @param ofData The fewest data; as many unless told.
 * @throws {RangeError} If there are fewer.
 */
export function checkCounts(
  name: string,
  count: number,
  { pictures }: MetricData,
  fewest: number,
  ofData: number = fewest,
): void {
  if (count < fewest) {
    throw new RangeError(`Cannot measure ${name}: it takes at least ${fewest} samples, sampler.count is ${count}`);
  }
  if (pictures !== undefined && pictures.count < ofData) {
    const few = `${pictures.name} has ${pictures.count}`;
    throw new RangeError(`Cannot measure ${name}: it takes at least ${ofData} pictures to compare with, ${few}`);
  }
}

/**
 * Checks that the Inception network is here, whole, and takes the pictures.
 * @param name The metric.
 * @param data The pictures.
 * @throws {RangeError} If they have other than 1 or 3 channels.
 * @throws {SyntaxError} If its weights are damaged.
 * @throws {Error} If it is not here; the message says how to get it.
 */
export async function checkInception(name: string, { pictures }: MetricData): Promise<void> {
  const path = await requireInception(`measure ${name}`), { shape: [, , channels] } = pictures!;
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(`Cannot measure ${name}: pictures must have 1 or 3 channels, got ${channels}`);
  }
  await readInceptionWeights(path);
}
