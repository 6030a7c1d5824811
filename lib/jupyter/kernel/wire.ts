/**
 * Messages of the Jupyter protocol as they travel: a delimiter, an HMAC-SHA256 signature and four JSON objects.
 *
 * Source: "Messaging in Jupyter", version 5.3, section "The Wire Protocol".
 * @module
 */
import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";

/** One message of the Jupyter protocol, between a client and a kernel. */
export interface JupyterMessage {
  /** Who sends what: every message has an id and a type. */
  readonly header: { readonly msg_id: string; readonly msg_type: string; readonly [key: string]: unknown };
  /** The header of the message that this one answers or follows from; empty where there is none. */
  readonly parent_header: { readonly msg_id?: string; readonly [key: string]: unknown };
  /** Rarely used by kernels. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What the type says. */
  readonly content: Readonly<Record<string, unknown>>;
}

const delimiter = "<IDS|MSG>";
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Makes a message's frames.
 * @param message The message.
 * @param key The key of the connection file.
 * @returns The frames, signed, without a routing prefix.
 */
export function encodeMessage(message: JupyterMessage, key: string): Uint8Array[] {
  const parts = [message.header, message.parent_header, message.metadata, message.content]
    .map((part) => encoder.encode(JSON.stringify(part)));
  return [encoder.encode(delimiter), encoder.encode(sign(parts, key)), ...parts];
}

/**
 * Reads a message from its frames and checks its signature.
 * @param frames The frames as received, with or without a routing prefix before the delimiter.
 * @param key The key of the connection file.
 * @returns The message; binary buffers after the content are ignored.
 * @throws {SyntaxError} If frames are missing, a part is no JSON object, or the signature is not the key's.
 */
export function decodeMessage(frames: readonly Uint8Array[], key: string): JupyterMessage {
  const at = frames.findIndex((frame) =>
    frame.length === delimiter.length && Buffer.from(frame).toString("latin1") === delimiter
  );
  if (at < 0 || frames.length < at + 6) {
    throw new SyntaxError(`Cannot read a Jupyter message: it has ${frames.length} frames and no whole body`);
  }
  const parts = frames.slice(at + 2, at + 6);
  const expected = encoder.encode(sign(parts, key));
  const signature = frames[at + 1];
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
    throw new SyntaxError("Cannot read a Jupyter message: its signature does not fit the connection's key");
  }
  const [header, parent_header, metadata, content] = parts.map(parseObject);
  if (typeof header.msg_id !== "string" || typeof header.msg_type !== "string") {
    throw new SyntaxError("Cannot read a Jupyter message: its header lacks msg_id or msg_type");
  }
  return { header, parent_header, metadata, content } as unknown as JupyterMessage;
}

function sign(parts: readonly Uint8Array[], key: string): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch (error) {
    throw new SyntaxError(`Cannot read a Jupyter message: ${error instanceof Error ? error.message : error}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SyntaxError("Cannot read a Jupyter message: a part is no JSON object");
  }
  return value as Record<string, unknown>;
}
