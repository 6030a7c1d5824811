/**
 * What a run reports, in files that grow while it trains: JSON lines for programs, events for TensorBoard.
 * @module
 */
import { join } from "node:path";
import { AppendFile } from "../../io/append_file.ts";
import { badFile } from "../../io/read.ts";
import { jsonLine, readJsonLines } from "../../io/formats/json_lines.ts";
import { encodeEvent, stepOfEvent } from "../../io/formats/tensorboard.ts";
import { readTfRecords, tfRecord } from "../../io/formats/tfrecord.ts";
import type { LogOptions, TrainingProgress } from "../options.ts";

/** The logs of a run; a report is on the disk before the run goes on. */
export class MetricsLog implements Disposable {
  readonly #lines: AppendFile;
  readonly #events: AppendFile;

  private constructor(lines: AppendFile, events: AppendFile) {
    this.#lines = lines;
    this.#events = events;
  }

  /**
   * Opens the logs where a run goes on: they are then those of a run that was never broken. One that is damaged, as a
   * crash of the machine leaves it, is cut before the damage.
   * @param options Where they are, and who is told of damage.
   * @param step Training steps made so far; later reports are cut away.
   * @returns The logs.
   * @throws {Error} "Cannot write PATH: …" where one cannot be written.
   */
  static async open({ folder, onDamaged = warn }: LogOptions, step: number): Promise<MetricsLog> {
    const linesPath = join(folder, "metrics.jsonl"), eventsPath = join(folder, "events.out.tfevents.nearzero");
    // A run that begins writes its logs anew, whatever is there.
    const damage = { onDamaged: step > 0 ? onDamaged : () => {} };
    const lines = await readJsonLines(linesPath, damage), events = await readTfRecords(eventsPath, damage);
    const line = lastUpTo(
      step,
      lines,
      ({ value }) => stepOfLine(value),
      (end) => damage.onDamaged(cut(linesPath, end)),
    );
    const found = lastUpTo(
      step,
      events,
      ({ data }) => stepOfRecord(data),
      (end) => damage.onDamaged(cut(eventsPath, end)),
    );
    const event = step > 0 ? found : undefined;
    const log = new MetricsLog(
      await AppendFile.open(linesPath, line?.end ?? 0),
      await AppendFile.open(eventsPath, event?.end ?? 0),
    );
    if (event === undefined) {
      await log.#events.append(tfRecord(encodeEvent({ wallTime: Date.now() / 1000, fileVersion: "brain.Event:2" })));
    }
    return log;
  }

  /**
   * Writes a report.
   * @param progress The report.
   * @throws {Error} "Cannot write PATH: …".
   */
  async report({ step, loss, lossByInterval, tensors, millisecondsPerStep }: TrainingProgress): Promise<void> {
    const now = new Date(), byInterval = [...lossByInterval];
    const time = now.toISOString();
    await this.#lines.append(jsonLine({ step, loss, lossByInterval: byInterval, tensors, time, millisecondsPerStep }));
    const intervals = byInterval.map((value, i) => [`loss/interval ${i}`, value] as const);
    const scalars = Object.fromEntries([
      ["loss", loss] as const,
      ...intervals.filter(([, value]) => !Number.isNaN(value)),
      ["milliseconds per step", millisecondsPerStep] as const,
    ]);
    await this.#events.append(tfRecord(encodeEvent({ wallTime: now.getTime() / 1000, step, scalars })));
  }

  /** Closes the files. */
  [Symbol.dispose](): void {
    for (const file of [this.#lines, this.#events]) file[Symbol.dispose]();
  }
}

/**
 * The last of the reports up to a training step. They come in the order of their steps: where one does not, the file is
 * damaged, and what comes before it counts.
 */
function lastUpTo<T extends { readonly end: number }>(
  step: number,
  reports: readonly T[],
  stepOf: (report: T) => number,
  onDamaged: (end: number) => void,
): T | undefined {
  let last: T | undefined, before = -1;
  for (const report of reports) {
    const own = stepOf(report);
    if (!(own > before)) {
      onDamaged(last?.end ?? 0);
      break;
    }
    if (own > step) break;
    [last, before] = [report, own];
  }
  return last;
}

function warn({ message }: Error): void {
  console.warn(`${message}; it is cut there`);
}

function cut(path: string, byte: number): SyntaxError {
  return badFile(path, "it goes on with something else than the next report", byte);
}

/** NaN where a line is no report. */
function stepOfLine(value: unknown): number {
  const { step } = (value ?? {}) as { step?: unknown };
  return typeof step === "number" ? step : NaN;
}

/** NaN where a record is no event. */
function stepOfRecord(data: Uint8Array): number {
  try {
    return stepOfEvent(data);
  } catch {
    return NaN;
  }
}
