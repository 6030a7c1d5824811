/**
 * What a run reports, in files that grow while it trains: JSON lines for programs, events for TensorBoard.
 * @module
 */
import { join } from "node:path";
import { AppendFile } from "../../io/append_file.ts";
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
   * Opens the logs where a run goes on: they are then those of a run that was never broken.
   * @param options Where they are.
   * @param step Training steps made so far; later reports are cut away.
   * @returns The logs.
   * @throws {SyntaxError} "Cannot read PATH: … at byte N" where one is damaged before its end.
   * @throws {Error} "Cannot write PATH: …" where one cannot be written.
   */
  static async open({ folder }: LogOptions, step: number): Promise<MetricsLog> {
    const linesPath = join(folder, "metrics.jsonl"), eventsPath = join(folder, "events.out.tfevents.nearzero");
    const lines = await readJsonLines(linesPath), events = await readTfRecords(eventsPath);
    const line = lines.findLast(({ value }) => Number((value as { step?: unknown } | null)?.step) <= step);
    const event = step > 0 ? events.findLast(({ data }) => stepOfEvent(data) <= step) : undefined;
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
