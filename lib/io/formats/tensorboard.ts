/**
 * TensorBoard's events: scalars by name at training steps, as protocol buffers.
 *
 * Written by hand, since of the format only four messages are needed (TensorFlow, tensorflow/core/util/event.proto and
 * tensorflow/core/framework/summary.proto).
 * @module
 */

/** The first event of every file. */
export interface VersionEvent {
  /** When, in seconds since 1970. */
  readonly wallTime: number;
  /** The format's version, "brain.Event:2". */
  readonly fileVersion: string;
}

/** Scalars at a training step. */
export interface ScalarEvent {
  /** When, in seconds since 1970. */
  readonly wallTime: number;
  /** The training step. */
  readonly step: number;
  /** The scalars by tag, such as "loss"; parts of a tag are separated by "/". Kept as float32. */
  readonly scalars: Readonly<Record<string, number>>;
}

/** How a field's value is written: as a variable-length integer, 8 bytes, a length and bytes, or 4 bytes. */
const VARINT = 0, DOUBLE = 1, BYTES = 2, FLOAT = 5;

/**
 * Writes an event.
 * @param event The event.
 * @returns The message `Event`, the data of a TFRecord.
 */
export function encodeEvent(event: VersionEvent | ScalarEvent): Uint8Array<ArrayBuffer> {
  const wallTime = field(1, DOUBLE, fixed(8, (view) => view.setFloat64(0, event.wallTime, true)));
  if ("fileVersion" in event) return joined([wallTime, textField(3, event.fileVersion)]);
  const values = Object.entries(event.scalars).map(([tag, value]) => {
    const scalar = field(2, FLOAT, fixed(4, (view) => view.setFloat32(0, value, true)));
    return lengthField(1, joined([textField(1, tag), scalar]));
  });
  return joined([wallTime, field(2, VARINT, varint(event.step)), lengthField(5, joined(values))]);
}

/**
 * The training step of an event.
 * @param bytes The message `Event`.
 * @returns The step; 0 where it says none, as the first event of a file.
 * @throws {RangeError} If it is not such a message; names the byte.
 */
export function stepOfEvent(bytes: Uint8Array): number {
  let at = 0;
  const number = (): number => {
    for (let value = 0, factor = 1;; factor *= 128) {
      if (at >= bytes.length) throw new RangeError(`Cannot read an event: it ends at byte ${at}`);
      const byte = bytes[at++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const start = at, key = number();
    switch (key & 7) {
      case VARINT: {
        const value = number();
        if (key >>> 3 === 2) return value;
        break;
      }
      case DOUBLE:
        at += 8;
        break;
      case BYTES: {
        const length = number();
        at += length;
        break;
      }
      case FLOAT:
        at += 4;
        break;
      default:
        throw new RangeError(`Cannot read an event: no field begins as byte ${start} does`);
    }
  }
  return 0;
}

function field(number: number, type: number, value: Uint8Array): Uint8Array {
  return joined([varint(number << 3 | type), value]);
}

function lengthField(number: number, value: Uint8Array): Uint8Array {
  return field(number, BYTES, joined([varint(value.length), value]));
}

function textField(number: number, text: string): Uint8Array {
  return lengthField(number, new TextEncoder().encode(text));
}

/** Seven bits to a byte, the lowest first; the eighth bit says that more follow. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push(value % 128 | 128);
  return Uint8Array.of(...bytes, value);
}

function fixed(size: number, set: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(size);
  set(new DataView(bytes.buffer));
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
