/**
 * Treatments as plain JSON.
 * @module
 */
import defer * as z from "zod";
import { once } from "../numerics/once.ts";
import { validate } from "../io/validate.ts";
import { defined, type Written } from "../numerics/written.ts";
import type { NoisePath } from "../samplers/noise_path.ts";
import type { TreatmentEntry } from "./entry.ts";
import { type TreatmentConfig, treatmentEntries } from "./registry.ts";
import type { Treatment } from "./treatment.ts";

/**
 * A treatment as it may be written: what is left out is filled in by {@linkcode treatmentConfig}.
 * @category Treatments
 */
export type TreatmentOptions = Written<TreatmentConfig>;

/** The schema of a treatment as it may be written. */
export const treatmentOptions: () => z.ZodType<TreatmentOptions, TreatmentOptions> = once(() =>
  z.discriminatedUnion(
    "kind",
    treatmentEntries.map((entry) => entry.schema(z)) as unknown as [z.core.$ZodTypeDiscriminable],
  ) as unknown as z.ZodType<TreatmentOptions, TreatmentOptions>
);

/**
 * Fills in a treatment's defaults, which its entry declares.
 * @param options The treatment.
 * @param path The noise levels of the run.
 * @returns The full configuration.
 * @throws {TypeError} If a value has the wrong type.
 * @throws {RangeError} If the kind or a key is unknown, or a value out of range.
 */
export function treatmentConfig(options: TreatmentOptions, path: NoisePath): TreatmentConfig {
  const config = validate("configure a treatment", treatmentOptions(), options);
  return { ...entryOf(config).defaults(path), ...defined(config) } as TreatmentConfig;
}

/**
 * Makes the treatment that a configuration describes.
 *
 * @example E-TSDM tells one time of an interval
 * ```ts
 * import assert from "node:assert/strict";
 * import { schedulePath } from "nearzero/samplers";
 * import { linear } from "nearzero/schedules";
 * import { makeTreatment } from "nearzero/treatments";
 *
 * const { condition } = makeTreatment({ kind: "e-tsdm", until: 0.1, intervals: 5 }, schedulePath(linear()));
 * assert.equal(condition(0.03), condition(0.025));
 * assert.equal(condition(0.3), 0.3);
 * ```
 *
 * @param options The configuration.
 * @param path The noise levels of the run.
 * @returns The treatment; a pure function of the arguments.
 * @throws {TypeError} If a value has the wrong type.
 * @throws {RangeError} If the kind or a key is unknown, or a value out of range.
 * @category Treatments
 */
export function makeTreatment(options: TreatmentOptions, path: NoisePath): Treatment {
  const config = treatmentConfig(options, path);
  return entryOf(config).make(config, path);
}

function entryOf({ kind }: { readonly kind: string }): TreatmentEntry<TreatmentConfig> {
  return treatmentEntries.find((entry) => entry.kind === kind)!;
}
