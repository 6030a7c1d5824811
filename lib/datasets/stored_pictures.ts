/**
 * Pictures of one size in memory, brought to the form that is asked for.
 * @module
 */
import { bytePictures } from "./byte_pictures.ts";
import type { LoadOptions } from "./load_options.ts";
import { type Bitmap, fitPicture, padCentre, toChannels } from "./resize.ts";
import { spread } from "./spread.ts";
import type { Labels, Pictures } from "./types.ts";

/** What stored pictures are called, and how they are padded. */
export interface Naming {
  /** Short name in lower case. */
  readonly name: string;
  /** What to write under a figure. */
  readonly label: string;
  /** The name of each class. */
  readonly classes?: readonly string[];
  /** The side that they are padded to with 0 before they are resized to a side that does not divide theirs. */
  readonly padTo?: number;
}

/**
 * Keeps what the limit asks for and brings it to size and channels.
 * @param stored The pictures one after the other, and the class of each.
 * @param shape Their height, width and channels.
 * @param naming What they are called.
 * @param options Size, channels and limit.
 * @returns The data set.
 */
export function reshapePictures(
  stored: { bytes: Uint8Array; labels?: Labels },
  shape: readonly [number, number, number],
  { name, label, classes, padTo }: Naming,
  options: LoadOptions,
): Pictures {
  const [height, width, channels] = shape;
  const [h, w] = options.size ?? [height, width], c = options.channels ?? channels;
  const each = height * width * channels;
  const kept = spread(stored.bytes.length / each, options.limit);
  const divides = height % h === 0 && width % w === 0;
  const bytes = new Uint8Array(kept.length * h * w * c);
  kept.forEach((from, to) => {
    let picture: Bitmap = { height, width, channels, bytes: stored.bytes.subarray(from * each, (from + 1) * each) };
    if (padTo !== undefined && !divides) picture = padCentre(picture, padTo, padTo);
    bytes.set(toChannels(fitPicture(picture, h, w), c).bytes, to * h * w * c);
  });
  const labels = stored.labels && takeLabels(stored.labels, kept);
  return bytePictures({ name, label, shape: [h, w, c], bytes, labels, classes });
}

function takeLabels(labels: Labels, kept: Uint32Array): Labels {
  const take = (i: number) => labels[i];
  return labels instanceof Uint8Array ? Uint8Array.from(kept, take) : Uint16Array.from(kept, take);
}
