/**
 * Source for who uses it: with the documentation of what it exports, and without what is said to who works on it.
 * @module
 */
import ts from "typescript";

/** A part of a text. */
interface Range {
  readonly pos: number;
  readonly end: number;
}

/** What tools read, and not people. */
const DIRECTIVE = /^\/[/*]+\s*(?:@ts-|@deno-|deno-|<reference)/;

/**
 * Takes the comments out of a module that nobody reads who only imports it: those within functions, and of what the module
 * keeps to itself. The documentation of what others can name stays, and that of exported types with their members, and so do
 * lines for tools.
 * @param text TypeScript.
 * @param named Whether others can name an export.
 * @param face Whether the module is one that others import by name, whose own documentation stays too.
 * @returns The same program.
 */
export function outerComments(text: string, named: (name: string) => boolean, face: boolean): string {
  const source = ts.createSourceFile("module.ts", text, ts.ScriptTarget.Latest, true);
  const kept = new Set<number>(), all = new Map<number, Range>();
  for (const statement of source.statements) if (isRead(statement, named)) keepDocs(statement, kept);
  const own = ts.getLeadingCommentRanges(text, 0)?.[0];
  if (face && own !== undefined) kept.add(own.pos);
  collect(source, source, all);
  let result = "", at = 0;
  for (const { pos, end } of [...all.values()].sort((a, b) => a.pos - b.pos)) {
    if (kept.has(pos) || DIRECTIVE.test(text.slice(pos, end))) continue;
    result += text.slice(at, pos);
    at = end;
    // A line that held nothing else goes with it.
    const before = /(^|\n)[ \t]*$/.exec(result), after = /^[ \t]*\r?\n/.exec(text.slice(end));
    if (before && after) {
      [result, at] = [result.slice(0, result.length - before[0].length + before[1].length), end + after[0].length];
    } else result = result.replace(/[ \t]+$/, after ? "" : " ");
  }
  return result + text.slice(at);
}

/** Whether who imports the package meets a declaration: a type where it is used, all else by its name alone. */
function isRead(statement: ts.Statement, named: (name: string) => boolean): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  if (!modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return false;
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return true;
  const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
  return declared.some((one) => named((one as { name?: ts.Identifier }).name?.text ?? ""));
}

/** The documentation of a declaration, and of the members that it shows. */
function keepDocs(node: ts.Node, kept: Set<number>): void {
  for (const doc of (node as ts.Node & { jsDoc?: readonly ts.JSDoc[] }).jsDoc ?? []) kept.add(doc.pos);
  if (ts.isFunctionLike(node) && !ts.isMethodSignature(node) && !ts.isFunctionTypeNode(node)) return;
  if (ts.isBlock(node) || ts.isExpression(node) || ts.isPrivateIdentifier(node)) return;
  ts.forEachChild(node, (child) => keepDocs(child, kept));
}

/** Every comment, by where it begins: what stands before a token, and behind the one before on its line. */
function collect(node: ts.Node, source: ts.SourceFile, found: Map<number, Range>): void {
  if (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode) return;
  const children = node.getChildren(source).filter(({ kind }) =>
    kind < ts.SyntaxKind.FirstJSDocNode || kind > ts.SyntaxKind.LastJSDocNode
  );
  if (children.length > 0) return children.forEach((child) => collect(child, source, found));
  const { text } = source, start = node.getFullStart();
  const comments = [
    ...ts.getTrailingCommentRanges(text, start) ?? [],
    ...ts.getLeadingCommentRanges(text, start) ?? [],
  ];
  for (const { pos, end } of comments) if (end <= node.getStart(source)) found.set(pos, { pos, end });
}
