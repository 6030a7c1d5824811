/**
 * `deno task signatures`: reads from the types what every public function takes, for `checkArguments`.
 *
 * A notebook's kernel checks no types, so that a misspelt option would be ignored there. What a function knows is written
 * once, as its types; this reads them with the TypeScript compiler. A test tells when it is to be run again.
 * @module
 */
import ts from "typescript";
import { dirname, join, relative } from "node:path";
import { parseArgs } from "node:util";
import { writeFileAtomic } from "../io/atomic.ts";
import type { Parameter, Shape } from "../numerics/signatures.ts";
import { checkout, runCommand } from "./shared/command.ts";

const USAGE = `deno task signatures

Reads from the types what every public function takes, and writes lib/numerics/signatures.ts, by which calls are checked.

Such as: deno task signatures`;

const FACE = join(checkout, "lib", "mod.ts");
const TARGET = join(checkout, "lib", "numerics", "signatures.ts");

const COMPILER: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  resolveJsonModule: true,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  target: ts.ScriptTarget.ESNext,
  lib: ["lib.esnext.d.ts", "lib.dom.d.ts"],
  types: [],
};

/** Types of this name are options, whatever the parameter is called. */
const OPTIONS = /(?:Options|Definition|Axes|Style|Range|Info|Parts)$/;

/** Functions that hold their options to a schema, which also says where in a file the mistake is. */
const BY_SCHEMA = ["trainingConfig", "trainingOf"];

/**
 * What every public function takes, and every other that checks what it is given.
 * @returns By the function's name, the parameters of which something is known.
 */
export function readSignatures(): Record<string, Parameter[]> {
  const program = ts.createProgram([FACE, ...topics()], COMPILER), checker = program.getTypeChecker();
  const found: Record<string, Parameter[]> = {};
  for (const exported of [...exportsOf(checker, program.getSourceFile(FACE)!), ...checking(program, checker)]) {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    if (
      BY_SCHEMA.includes(exported.name) || symbol.valueDeclaration === undefined ||
      !(symbol.flags & ts.SymbolFlags.Function)
    ) continue;
    const [signature, ...others] = checker.getTypeOfSymbol(symbol).getCallSignatures();
    // Of several signatures none is the one.
    if (others.length > 0) continue;
    const parameters = signature.parameters.flatMap((parameter, index): Parameter[] => {
      const type = checker.getTypeOfSymbol(parameter), destructured = parameter.name.startsWith("__");
      const named = checker.getNonNullableType(type).aliasSymbol ?? checker.getNonNullableType(type).symbol;
      const isOptions = parameter.name === "options" || OPTIONS.test(named?.name ?? "");
      const shape = wordsOf(checker, type) ?? (isOptions ? shapeOf(checker, type) : undefined);
      if (shape === undefined) return [];
      const optional = checker.isOptionalParameter(parameter.valueDeclaration as ts.ParameterDeclaration);
      return [{ index, name: destructured ? "options" : parameter.name, optional, shape }];
    });
    if (parameters.length > 0) found[exported.name] = parameters;
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => a < b ? -1 : 1));
}

/** The faces of the topics, of which some are no part of the face of all. */
function topics(): string[] {
  const { exports } = JSON.parse(Deno.readTextFileSync(join(checkout, "deno.json"))) as {
    exports: Record<string, string>;
  };
  return Object.values(exports).map((path) => join(checkout, path));
}

function exportsOf(checker: ts.TypeChecker, source: ts.SourceFile): ts.Symbol[] {
  const symbol = checker.getSymbolAtLocation(source);
  return symbol === undefined ? [] : checker.getExportsOfModule(symbol);
}

/** The exported functions that call `checkArguments` with their name, public or not. */
function checking(program: ts.Program, checker: ts.TypeChecker): ts.Symbol[] {
  return program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(dirname(FACE))).flatMap((source) => {
    const names = new Set([...source.text.matchAll(/\bcheckArguments\("(\w+)"/g)].map(([, name]) => name));
    return names.size === 0 ? [] : exportsOf(checker, source).filter(({ name }) => names.has(name));
  });
}

/** The words that a type is one of; undefined where it may be something else. */
function wordsOf(checker: ts.TypeChecker, type: ts.Type): string[] | undefined {
  const bare = checker.getNonNullableType(type), members = bare.isUnion() ? bare.types : [bare];
  const words = members.map((member) => member.isStringLiteral() ? member.value : undefined);
  return words.every((word) => word !== undefined) ? words.sort() : undefined;
}

/** The keys of an object type that is plain data; undefined for other types. */
function shapeOf(checker: ts.TypeChecker, type: ts.Type): Shape | undefined {
  const bare = checker.getNonNullableType(type);
  if (bare.isUnion() || !(bare.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return undefined;
  if (checker.getIndexInfosOfType(bare).length > 0 || bare.getCallSignatures().length > 0) return undefined;
  return Object.fromEntries(
    bare.getProperties().map((property) => {
      const value = checker.getTypeOfSymbol(property);
      const name = checker.getNonNullableType(value).symbol?.name ?? "";
      const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      const known = wordsOf(checker, value) ?? (OPTIONS.test(name) ? shapeOf(checker, value) : undefined) ?? true;
      return [optional ? `${property.name}?` : property.name, known] as const;
    }).sort(([a], [b]) => a < b ? -1 : 1),
  );
}

/**
 * The module that holds the signatures.
 * @param signatures By the function's name.
 * @returns Its text, formatted.
 */
export async function signatureModule(signatures: Readonly<Record<string, readonly Parameter[]>>): Promise<string> {
  const text = `${HEAD}export const signatures: Readonly<Record<string, readonly Parameter[]>> = ${
    JSON.stringify(signatures)
  };\n`;
  const config = join(checkout, "deno.json"), args = ["fmt", "--config", config, "--ext", "ts", "-"];
  const child = new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped", stderr: "inherit" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout } = await child.output();
  if (!success) throw new Error("Cannot format the signatures: deno fmt failed");
  return new TextDecoder().decode(stdout);
}

const HEAD = `/**
 * What every public function takes, read from the types by \`deno task signatures\`: not written by hand.
 * @module
 */

/** The keys of an options object; "?" ends those that may be left out. \`true\` may be anything, words are all there are. */
export interface Shape {
  /** What may stand there. */
  readonly [key: string]: true | readonly string[] | Shape;
}

/** A parameter of which something is known. */
export interface Parameter {
  /** Its place, from 0. */
  readonly index: number;
  /** Its name. */
  readonly name: string;
  /** Whether it may be left out. */
  readonly optional: boolean;
  /** The words that it may be, or the keys that it may have. */
  readonly shape: readonly string[] | Shape;
}

/** The parameters of which something is known, by the function's name. */
`;

async function main(): Promise<void> {
  parseArgs({ args: Deno.args });
  await writeFileAtomic(TARGET, await signatureModule(readSignatures()));
  console.log(`Wrote ${relative(checkout, TARGET)}`);
}

if (import.meta.main) await runCommand(main, USAGE);
