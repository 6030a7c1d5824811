/**
 * TensorBoard's events: scalars and pictures by name at training steps, and what a run was made with, as protocol buffers.
 *
 * Written by hand, since of the format only few messages are needed (TensorFlow, tensorflow/core/util/event.proto and
 * tensorflow/core/framework/summary.proto; TensorBoard, plugins/hparams/plugin_data.proto).
 * @module
 */

/** The first event of every file. */
export interface VersionEvent {
  /** When, in seconds since 1970. */
  readonly wallTime: number;
  /** The format's version, "brain.Event:2". */
  readonly fileVersion: string;
}

/** What is told of a run at a training step: scalars, pictures, or what the run is. */
export interface SummaryEvent {
  /** When, in seconds since 1970. */
  readonly wallTime: number;
  /** The training step. */
  readonly step: number;
  /** Scalars by tag, such as "loss"; parts of a tag are separated by "/". Kept as float32. */
  readonly scalars?: Readonly<Record<string, number>>;
  /** Pictures by tag, as whole PNG files. */
  readonly pictures?: Readonly<Record<string, Uint8Array>>;
  /** What the run was made with, for the table of hyper-parameters; told once, before it is said how it ended. */
  readonly parameters?: Readonly<Record<string, number | string | boolean>>;
  /** Whether the run has ended well, after which its parameters are shown with its scalars. */
  readonly ended?: boolean;
}

/** How a field's value is written: as a variable-length integer, 8 bytes, a length and bytes, or 4 bytes. */
const VARINT = 0, DOUBLE = 1, BYTES = 2, FLOAT = 5;

/** `DT_FLOAT`, and the status `STATUS_SUCCESS`. */
const FLOAT32 = 1, SUCCESS = 1;

/**
 * Writes an event.
 * @param event The event.
 * @returns The message `Event`, the data of a TFRecord.
 * @throws {TypeError} If a picture is no PNG.
 */
export function encodeEvent(event: VersionEvent | SummaryEvent): Uint8Array<ArrayBuffer> {
  const wallTime = double(1, event.wallTime);
  if ("fileVersion" in event) return joined([wallTime, textField(3, event.fileVersion)]);
  const { step, scalars = {}, pictures = {}, parameters, ended } = event;
  const values = [
    ...Object.entries(scalars).map(([tag, value]) => [
      textField(1, tag),
      field(2, FLOAT, fixed(4, (view) => view.setFloat32(0, value, true))),
    ]),
    ...Object.entries(pictures).map(([tag, png]) => [textField(1, tag), lengthField(4, picture(tag, png))]),
    ...(parameters ? [session("session_start_info", 3, startInfo(parameters, event.wallTime))] : []),
    ...(ended ? [session("session_end_info", 4, joined([integer(1, SUCCESS), double(2, event.wallTime)]))] : []),
  ].map((fields) => lengthField(1, joined(fields)));
  return joined([wallTime, integer(2, step), lengthField(5, joined(values))]);
}

/** The message `Summary.Image` of a PNG, which says its size itself. */
function picture(tag: string, png: Uint8Array): Uint8Array {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  if (png.length < 33 || view.getUint32(0) !== 0x89504e47) {
    throw new TypeError(`Cannot write an event: the picture "${tag}" is no PNG`);
  }
  const [width, height, kind] = [view.getUint32(16), view.getUint32(20), png[25]];
  // Grey, colours, palette, grey with opacity, colours with opacity: TensorFlow counts channels.
  const channels = [1, 0, 3, 3, 2, 0, 4][kind];
  return joined([integer(1, height), integer(2, width), integer(3, channels), lengthField(4, png)]);
}

/** The fields of a value for the plugin of hyper-parameters, which has its message in the value's metadata. */
function session(name: string, number: number, message: Uint8Array): Uint8Array[] {
  const content = lengthField(number, message);
  const plugin = joined([textField(1, "hparams"), lengthField(2, content)]);
  // A tensor of shape [0]: values must have one, and theirs are in the metadata.
  const nothing = joined([integer(1, FLOAT32), lengthField(2, lengthField(2, new Uint8Array(0)))]);
  return [textField(1, `_hparams_/${name}`), lengthField(8, nothing), lengthField(9, lengthField(1, plugin))];
}

/** The message `SessionStartInfo`: each parameter is an entry of a map from text to `google.protobuf.Value`. */
function startInfo(parameters: Readonly<Record<string, number | string | boolean>>, time: number): Uint8Array {
  const valueOf = (value: number | string | boolean) => {
    if (typeof value === "number") return double(2, value);
    return typeof value === "string" ? textField(3, value) : integer(4, Number(value));
  };
  const entries = Object.entries(parameters).sort(([a], [b]) => a < b ? -1 : 1);
  return joined([
    ...entries.map(([name, value]) => lengthField(1, joined([textField(1, name), lengthField(2, valueOf(value))]))),
    double(5, time),
  ]);
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

function integer(number: number, value: number): Uint8Array {
  return field(number, VARINT, varint(value));
}

function double(number: number, value: number): Uint8Array {
  return field(number, DOUBLE, fixed(8, (view) => view.setFloat64(0, value, true)));
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
