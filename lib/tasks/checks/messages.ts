/**
 * What the library says when it refuses something.
 * @module
 */
import ts from "typescript";
import { join } from "node:path";
import { checkout } from "../../io/checkout.ts";

/** A message that the library throws. */
export interface Message {
  /** The file, from the checkout. */
  readonly path: string;
  /** The line, from 1. */
  readonly line: number;
  /** The text, with `…` where something is filled in. */
  readonly text: string;
}

/**
 * Lists the messages of the errors that files make.
 * @param paths The files, from the checkout.
 * @returns The messages that are written out where the error is made; those that come from elsewhere are not.
 */
export async function thrownMessages(paths: readonly string[]): Promise<Message[]> {
  const messages: Message[] = [];
  for (const path of paths) {
    const text = await Deno.readTextFile(join(checkout, path));
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
    const visit = (node: ts.Node) => {
      if (ts.isNewExpression(node) && /Error$/.test(node.expression.getText(file))) {
        const written = node.arguments?.map(textOf).find((each) => each !== undefined);
        const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
        if (written !== undefined) messages.push({ path, line: line + 1, text: written });
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return messages;
}

/** A string as it is written, with `…` where something is filled in; undefined for other expressions. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join("");
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [textOf(node.left), textOf(node.right)];
    return left === undefined && right === undefined ? undefined : `${left ?? "…"}${right ?? "…"}`;
  }
  return undefined;
}
