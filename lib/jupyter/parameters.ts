/**
 * Notebooks with other parameters: a cell tagged `parameters` holds the defaults, a run may override them.
 *
 * The convention is papermill's: the overriding values stand in a cell tagged `injected-parameters` right after the
 * defaults, so an executed notebook shows what it was run with.
 * @module
 */
import { checkKnown } from "../numerics/check.ts";
import { type Cell, hasTag, type JsonValue, type Notebook } from "./notebook_file.ts";

/** One parameter as its notebook declares it. */
export interface Parameter {
  /** Its name. */
  readonly name: string;
  /** `const`, `let` or `var`. */
  readonly keyword: string;
  /** Its default, where that is a plain JSON value and no expression. */
  readonly value?: JsonValue;
}

/** The tag of the cell with the defaults. */
export const parametersTag = "parameters";
/** The tag of the cell with the overriding values. */
export const injectedTag = "injected-parameters";

/**
 * Reads assignments from a command line.
 * @param assignments Texts of the form `name=value`; the value is JSON where it can be read as such, else a string.
 * @returns The values by name.
 * @throws {SyntaxError} If a text has no `=` or its name is no identifier.
 * @throws {RangeError} If a number cannot be held: too large, too near to 0, or a whole number of more digits than float64
 * has.
 */
export function parseAssignments(assignments: readonly string[]): Record<string, JsonValue> {
  return Object.fromEntries(assignments.map((assignment) => {
    const match = /^([A-Za-z_$][\w$]*)=(.*)$/s.exec(assignment);
    if (match === null) throw new SyntaxError(`Cannot set a parameter: "${assignment}" is not of the form name=value`);
    const value = parseJson(match[2], (source, number) => checkHeld(match[1], source, number));
    return [match[1], value === undefined ? match[2] : value];
  }));
}

/**
 * Lists a notebook's parameters: the variables declared at the start of a line in the cell tagged `parameters`.
 * @param notebook The notebook.
 * @returns The parameters in their order; none where there is no such cell.
 */
export function declaredParameters(notebook: Notebook): Parameter[] {
  const source = notebook.cells.find((cell) => cell.cell_type === "code" && hasTag(cell, parametersTag))?.source ?? "";
  const declaration = /^(const|let|var)[ \t]+([A-Za-z_$][\w$]*)[ \t]*(?::[^=\n]*)?=[ \t]*([^\n]*)/gm;
  return [...source.matchAll(declaration)].map(([, keyword, name, rest]) => {
    const value = parseJson(rest.replace(/\/\/.*$/, "").trim().replace(/;$/, ""));
    return value === undefined ? { name, keyword } : { name, keyword, value };
  });
}

/**
 * Makes the notebook that runs with other parameters.
 * @param notebook The notebook; it is not changed.
 * @param name What to call it in an error.
 * @param values The overriding values by name; with none, the notebook of the defaults.
 * @returns A notebook whose cell tagged `injected-parameters` declares the values anew; one from an earlier run is gone.
 * @throws {RangeError} If the notebook has no parameter of that name.
 * @throws {TypeError} If a value has not the type of the plain default that it overrides.
 */
export function injectParameters(
  notebook: Notebook,
  name: string,
  values: Readonly<Record<string, JsonValue>>,
): Notebook {
  const cells = notebook.cells.filter((cell) => !hasTag(cell, injectedTag));
  const entries = Object.entries(values);
  if (entries.length === 0) return { ...notebook, cells };
  const declared = declaredParameters(notebook);
  const lines = entries.map(([key, value]) => {
    if (declared.length === 0) throw new RangeError(`Cannot run ${name}: no parameter "${key}", it has none`);
    checkKnown(`run ${name}`, "parameter", key, declared.map((parameter) => parameter.name));
    const parameter = declared.find((parameter) => parameter.name === key)!;
    if (parameter.value !== undefined && parameter.value !== null && typeOf(parameter.value) !== typeOf(value)) {
      throw new TypeError(
        `Cannot run ${name}: the parameter ${key} is a ${typeOf(parameter.value)} like ` +
          `${JSON.stringify(parameter.value)}, got ${JSON.stringify(value)}`,
      );
    }
    return `${parameter.keyword} ${key} = ${JSON.stringify(value)};`;
  });
  const cell: Cell = {
    cell_type: "code",
    id: injectedTag,
    metadata: { tags: [injectedTag] },
    source: lines.join("\n"),
    execution_count: null,
    outputs: [],
  };
  const at = cells.findIndex((cell) => cell.cell_type === "code" && hasTag(cell, parametersTag));
  return { ...notebook, cells: cells.toSpliced(at + 1, 0, cell) };
}

function typeOf(value: JsonValue): string {
  return Array.isArray(value) ? "list" : typeof value;
}

/** JSON would write ∞ as null and another whole number in the place of this one, and the run would go on with it. */
function checkHeld(name: string, source: string, value: number): void {
  const fail = (why: string) => new RangeError(`Cannot set a parameter: ${name} = ${source} ${why}`);
  if (!Number.isFinite(value)) throw fail(`is beyond ±${Number.MAX_VALUE}`);
  if (value === 0 && /[1-9]/.test(source.replace(/e.*$/i, ""))) throw fail("is too near to 0 to be told from it");
  if (/^-?\d+(\.0*)?$/.test(source) && BigInt(source.replace(/\..*$/, "")) !== BigInt(value)) {
    throw fail(`is no number of float64, the nearest is ${BigInt(value)}; write it as text, in quotation marks`);
  }
}

function parseJson(text: string, check?: (source: string, value: number) => void): JsonValue | undefined {
  try {
    return JSON.parse(
      text,
      check && ((_, value, ...rest: unknown[]) => {
        const source = (rest[0] as { readonly source?: string } | undefined)?.source;
        if (typeof value === "number" && source !== undefined) check(source, value);
        return value;
      }),
    );
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return undefined;
  }
}
