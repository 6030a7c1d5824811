/**
 * Plain data against a schema: the first thing that is wrong, in the house's words.
 * @module
 */
import type { z } from "zod";
import { nearest, written } from "../numerics/check.ts";
import { checkDepth } from "./depth.ts";

/** What zod knows of an issue while it makes its message. */
type RawIssue = z.core.$ZodRawIssue & {
  /** The schema that complains. */
  readonly inst?: {
    readonly _zod: { readonly def: { readonly shape?: object; readonly options?: readonly unknown[] } };
  };
};

/**
 * Validates plain data, such as a configuration that was read from a file, and fills in the schema's defaults.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param schema The schema.
 * @param value The data.
 * @returns The data with every default.
 * @throws {TypeError} If a value is missing or has the wrong type; names the place and what is expected.
 * @throws {RangeError} If a key is unknown (names the known ones and the nearest), a value out of range, or the data are
 * nested more than 256 levels deep.
 */
export function validate<S extends z.ZodType>(action: string, schema: S, value: unknown): z.output<S> {
  checkDepth(action, value);
  const parsed = schema.safeParse(value, { error: message });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue.path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
  const text = `Cannot ${action}: ${issue.message.replaceAll(PLACE, path || "the configuration")}`;
  throw issue.code === "invalid_type" ? new TypeError(text) : new RangeError(text);
}

/** Stands for the place in a message until the place is known. */
const PLACE = "\u0001";

function message(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = Object.keys((issue as RawIssue).inst?._zod.def.shape ?? {});
      return `no key "${issue.keys[0]}" in ${PLACE}, there is ${listed(String(issue.keys[0]), known)}`;
    }
    case "invalid_type":
      return issue.input === undefined
        ? `${PLACE} is missing, it must be ${article(issue.expected)}`
        : `${PLACE} must be ${article(issue.expected)}, got ${written(issue.input)}`;
    case "invalid_value":
      return `${PLACE} must be one of ${listed(wordOf(issue.input), issue.values.map(String))}; got ${
        written(issue.input)
      }`;
    case "invalid_union":
      return unionMessage(issue);
    case "too_small":
    case "too_big": {
      const small = issue.code === "too_small", bound = small ? issue.minimum : issue.maximum;
      const open = small ? "above" : "below", closed = small ? "at least" : "at most";
      const limit = `${issue.inclusive === false ? open : closed} ${bound}`;
      const what = ["array", "string"].includes(issue.origin) ? `have ${limit} entries` : `be ${limit}`;
      return `${PLACE} must ${what}, got ${written(issue.input)}`;
    }
    default:
      return undefined;
  }
}

function unionMessage(issue: z.core.$ZodRawIssue): string | undefined {
  const { discriminator, options, input } = issue as {
    discriminator?: string;
    options?: readonly unknown[];
    input?: Record<string, unknown>;
  };
  if (discriminator === undefined) return `${PLACE} is none of the things that it may be, got ${written(input)}`;
  const given = input?.[discriminator], known = (options ?? []).map(String);
  if (given === undefined) return `${PLACE} is missing, there is ${known.join(", ")}`;
  return `${PLACE} must be one of ${listed(wordOf(given), known)}; got ${written(given)}`;
}

function listed(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return known.join(", ") + (near === undefined || near === name ? "" : ` (did you mean "${near}"?)`);
}

function article(expected: string): string {
  const name = { int: "integer", record: "object", tuple: "array" }[expected] ?? expected;
  return `${/^[aeio]/.test(name) ? "an" : "a"} ${name}`;
}

/** The word that was given; nothing is near to what is no word. */
function wordOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/**
 * Plain data without the `$schema` by which editors know what may stand in its file.
 * @param value The content of a file.
 * @returns The same without that key.
 */
export function withoutSchema(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !("$schema" in value)) return value;
  const { $schema: _, ...rest } = value;
  return rest;
}
