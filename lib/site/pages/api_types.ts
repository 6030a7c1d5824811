/**
 * Types as `deno doc --json` gives them, written as TypeScript again.
 * @module
 */

/** A tag of a comment. */
export interface DocTag {
  /** "param", "return", "throws", "example" … */
  readonly kind: string;
  /** The parameter's name. */
  readonly name?: string;
  /** What it says. */
  readonly doc?: string;
  /** The error's type. */
  readonly tsType?: DocType;
}

/** A type. */
export interface DocType {
  /** Its text, where it is one word. */
  readonly repr?: string;
  /** What `value` holds. */
  readonly kind: string;
  /** Of a shape that the kind decides, and Deno's own business. */
  // deno-lint-ignore no-explicit-any
  readonly value?: any;
}

/** A parameter. */
export interface DocParameter {
  /** "identifier", "assign", "object", "array" or "rest". */
  readonly kind: string;
  /** Its name. */
  readonly name?: string;
  /** Whether it may be left out. */
  readonly optional?: boolean;
  /** Its type. */
  readonly tsType?: DocType;
  /** Of one with a default: what stands left of it. */
  readonly left?: DocParameter;
  /** Of a rest: what is gathered. */
  readonly arg?: DocParameter;
}

/** What a declaration is made of. */
export interface DocDefinition {
  /** Of functions. */
  readonly params?: readonly DocParameter[];
  /** Of functions. */
  readonly returnType?: DocType;
  /** Of functions and types. */
  readonly typeParams?: readonly { readonly name: string; readonly constraint?: DocType }[];
  /** Of values and aliases. */
  readonly tsType?: DocType;
  /** Of interfaces and classes. */
  readonly extends?: readonly DocType[] | string;
  /** Of interfaces and classes. */
  readonly properties?: readonly {
    readonly name: string;
    readonly jsDoc?: { readonly doc?: string };
    readonly tsType?: DocType;
    readonly optional?: boolean;
  }[];
  /** Of interfaces and classes. */
  readonly methods?: readonly (DocDefinition & {
    readonly name: string;
    readonly jsDoc?: { readonly doc?: string };
    readonly functionDef?: DocDefinition;
  })[];
}

/** A declaration. */
export interface DocDeclaration {
  /** "function", "class", "variable", "interface" or "typeAlias". */
  readonly kind: string;
  /** Its comment. */
  readonly jsDoc?: { readonly doc?: string; readonly tags?: readonly DocTag[] };
  /** Its parts. */
  readonly def: DocDefinition;
}

/** An exported name with its declarations. */
export interface DocSymbol {
  /** The name. */
  readonly name: string;
  /** Its declarations: several where a function is overloaded. */
  readonly declarations: readonly DocDeclaration[];
}

/**
 * A declaration's head.
 * @param name Its name.
 * @param declaration The declaration.
 * @returns TypeScript without a body.
 */
export function signatureOf(name: string, { kind, def }: DocDeclaration): string {
  const generic = def.typeParams?.length
    ? `<${def.typeParams.map((p) => p.name + (p.constraint ? ` extends ${typeText(p.constraint)}` : "")).join(", ")}>`
    : "";
  if (kind === "function" || kind === "method") {
    const params = (def.params ?? []).map(parameterText), flat = `(${params.join(", ")})`;
    const listed = flat.length + name.length > 90 ? `(\n${params.map((p) => `  ${p},\n`).join("")})` : flat;
    return `${kind === "function" ? "function " : ""}${name}${generic}${listed}: ${typeText(def.returnType)}`;
  }
  if (kind === "variable") return `const ${name}: ${typeText(def.tsType)}`;
  if (kind === "typeAlias") return `type ${name}${generic} = ${typeText(def.tsType)}`;
  const parents = typeof def.extends === "string" ? [def.extends] : (def.extends ?? []).map(typeText);
  return `${kind} ${name}${generic}${parents.length > 0 ? ` extends ${parents.join(", ")}` : ""}`;
}

function parameterText(parameter: DocParameter): string {
  const { kind, name, optional, tsType, left, arg } = parameter;
  if (kind === "assign" && left) return parameterText({ ...left, optional: true });
  if (kind === "rest" && arg) return `...${arg.name ?? "rest"}: ${typeText(tsType ?? arg.tsType)}`;
  return `${name ?? "options"}${optional ? "?" : ""}: ${typeText(tsType)}`;
}

/**
 * A type's text.
 * @param type The type.
 * @returns TypeScript.
 */
export function typeText(type: DocType | undefined): string {
  if (type === undefined) return "unknown";
  const { kind, value, repr } = type;
  const list = (types: readonly DocType[], between: string) => types.map(typeText).join(between);
  switch (kind) {
    case "typeRef": {
      const inside = value?.typeParams as readonly DocType[] | undefined;
      return `${value?.typeName ?? repr}${inside?.length ? `<${list(inside, ", ")}>` : ""}`;
    }
    case "importType": {
      const inside = value?.typeParams as readonly DocType[] | undefined;
      return `${value?.qualifier ?? "unknown"}${inside?.length ? `<${list(inside, ", ")}>` : ""}`;
    }
    case "array":
      return /[ |&]/.test(typeText(value)) ? `(${typeText(value)})[]` : `${typeText(value)}[]`;
    case "union":
      return list(value, " | ");
    case "intersection":
      return list(value, " & ");
    case "tuple":
      return `[${list(value, ", ")}]`;
    case "typeOperator":
      return `${value.operator} ${typeText(value.tsType)}`;
    case "parenthesized":
      return `(${typeText(value)})`;
    case "rest":
      return `...${typeText(value)}`;
    case "optional":
      return `${typeText(value)}?`;
    case "indexedAccess":
      return `${typeText(value.objType)}[${typeText(value.indexType)}]`;
    case "literal":
      return value?.kind === "string" ? JSON.stringify(value.string) : repr ?? "literal";
    case "fnOrConstructor":
      return `(${value.params.map(parameterText).join(", ")}) => ${typeText(value.tsType)}`;
    case "typeLiteral":
      return `{ ${
        (value.properties ?? []).map((p: { name: string; optional?: boolean; tsType?: DocType }) =>
          `${p.name}${p.optional ? "?" : ""}: ${typeText(p.tsType)}`
        ).join("; ")
      } }`;
    case "typeQuery":
      return `typeof ${typeof value === "string" ? value : repr}`;
    default:
      return repr || kind;
  }
}
