/**
 * ZeroMQ sockets: ZMTP 3.0 with the NULL mechanism over Deno's TCP, in the two roles that a Jupyter client plays and the
 * one that its kernel plays towards it. No native module, so the runner works wherever Deno does.
 *
 * Source: ZMTP 3.0, RFC 23 of the ZeroMQ project.
 * @module
 */

/**
 * A socket's role: DEALER sends requests and receives replies, SUB receives everything the peer publishes, ROUTER is what
 * a DEALER talks to.
 */
export type SocketType = "DEALER" | "SUB" | "ROUTER";

/** What a socket accepts before it hangs up. */
export interface SocketLimits {
  /** Most bytes of one message, all its frames together. */
  readonly messageBytes: number;
  /** Most frames of one message. */
  readonly frames: number;
  /** Milliseconds that the peer may take for the handshake. */
  readonly handshake: number;
}

const defaultLimits: SocketLimits = { messageBytes: 512 * 1024 * 1024, frames: 256, handshake: 10_000 };
const partners: Record<SocketType, readonly string[]> = {
  DEALER: ["ROUTER", "DEALER"],
  SUB: ["PUB", "XPUB"],
  ROUTER: ["DEALER", "REQ", "ROUTER"],
};
const more = 1, long = 2, command = 4;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A connected ZeroMQ socket; messages are lists of byte frames. */
export class ZmtpSocket {
  readonly #connection: Deno.TcpConn;
  readonly #limits: SocketLimits;
  #held: Uint8Array = new Uint8Array(0);
  #sent: Promise<void> = Promise.resolve();

  private constructor(connection: Deno.TcpConn, limits: SocketLimits) {
    this.#connection = connection;
    this.#limits = limits;
  }

  /**
   * Connects and shakes hands; a SUB socket subscribes to every topic.
   * @param type The client's role.
   * @param hostname The peer's address.
   * @param port The peer's port.
   * @param limits What to accept from the peer; unset ones have generous defaults.
   * @returns The socket, ready for messages.
   * @throws {Deno.errors.ConnectionRefused} If nobody listens there.
   * @throws {SyntaxError} If the peer speaks no ZMTP 3, plays a role that does not fit, or hangs up in between.
   */
  static async connect(
    type: SocketType,
    hostname: string,
    port: number,
    limits: Partial<SocketLimits> = {},
  ): Promise<ZmtpSocket> {
    return await ZmtpSocket.over(type, await Deno.connect({ hostname, port }), limits);
  }

  /**
   * Shakes hands over a connection; a SUB socket subscribes to every topic.
   * @param type The role on this side.
   * @param connection The connection, made by either side; closed where the handshake fails.
   * @param limits What to accept from the peer; unset ones have generous defaults.
   * @returns The socket, ready for messages.
   * @throws {SyntaxError} If the peer speaks no ZMTP 3, plays a role that does not fit, or hangs up in between.
   */
  static async over(
    type: SocketType,
    connection: Deno.TcpConn,
    limits: Partial<SocketLimits> = {},
  ): Promise<ZmtpSocket> {
    connection.setNoDelay(true);
    const { hostname, port } = connection.remoteAddr;
    const socket = new ZmtpSocket(connection, { ...defaultLimits, ...limits });
    const timer = setTimeout(() => socket.close(), socket.#limits.handshake);
    try {
      await socket.#shakeHands(type);
      return socket;
    } catch (error) {
      socket.close();
      if (error instanceof SyntaxError || !isClosed(error)) throw error;
      throw new SyntaxError(`Cannot connect to ${hostname}:${port}: the peer ended the ZMTP handshake`);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Sends one message. Calls may overlap: messages leave whole and in the order of the calls.
   * @param frames The message's frames.
   */
  send(frames: readonly Uint8Array[]): Promise<void> {
    const bytes = concat(frames.map((body, i) => frame(i < frames.length - 1 ? more : 0, body)));
    const sent = this.#sent.then(() => this.#write(bytes));
    // The next message must not fail for this one's sake; whoever sent this one sees its error.
    this.#sent = sent.catch(() => {});
    return sent;
  }

  /**
   * Receives one message.
   * @returns Its frames, or undefined once either side has closed the connection.
   * @throws {SyntaxError} If the bytes are no ZMTP or the message is over the limits; nothing is allocated for it.
   */
  async receive(): Promise<Uint8Array[] | undefined> {
    const frames: Uint8Array[] = [];
    let room = this.#limits.messageBytes;
    try {
      while (true) {
        const { flags, body } = await this.#frame(room);
        if (flags & command) continue;
        frames.push(body);
        room -= body.length;
        if (!(flags & more)) return frames;
        if (frames.length >= this.#limits.frames) {
          throw new SyntaxError(`Cannot read a ZMTP message: it has more than ${this.#limits.frames} frames`);
        }
      }
    } catch (error) {
      if (isClosed(error)) return undefined;
      this.close();
      throw error;
    }
  }

  /** Closes the connection; a pending {@link receive} ends with undefined. May be called twice. */
  close(): void {
    try {
      this.#connection.close();
    } catch {
      // It is closed already.
    }
  }

  async #shakeHands(type: SocketType): Promise<void> {
    const greeting = new Uint8Array(64);
    greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0]);
    greeting.set(encoder.encode("NULL"), 12);
    await this.#write(greeting);
    const peer = await this.#read(64);
    if (peer[0] !== 0xff || peer[9] !== 0x7f || peer[10] < 3) {
      throw new SyntaxError("Cannot connect: the peer does not speak ZMTP 3");
    }
    const mechanism = decoder.decode(peer.subarray(12, 32)).replace(/\0+$/, "");
    if (mechanism !== "NULL") throw new SyntaxError(`Cannot connect: the peer asks for the mechanism "${mechanism}"`);
    await this.#write(frame(command, concat([name("READY"), property("Socket-Type", type), property("Identity", "")])));
    const ready = await this.#frame(65_536);
    const role = ready.flags & command ? socketTypeOf(ready.body) : undefined;
    // A port that the system hands to this very connection echoes our own greeting: the role gives that away.
    if (role === undefined || !partners[type].includes(role)) {
      throw new SyntaxError(`Cannot connect: a ${type} socket found ${role ?? "no READY command"} at the other end`);
    }
    if (type === "SUB") await this.#write(frame(0, Uint8Array.of(1)));
  }

  async #frame(room: number): Promise<{ flags: number; body: Uint8Array }> {
    const [flags] = await this.#read(1);
    if (flags & ~(more | long | command)) {
      throw new SyntaxError(`Cannot read a ZMTP frame: reserved flags are set (0x${flags.toString(16)})`);
    }
    let size: number;
    if (flags & long) {
      const bytes = await this.#read(8);
      size = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0));
    } else [size] = await this.#read(1);
    if (size > room) throw new SyntaxError(`Cannot read a ZMTP frame: it claims ${size} bytes, at most ${room} fit`);
    return { flags, body: (await this.#read(size)).slice() };
  }

  /** Reads n bytes; memory grows with what has arrived, never with what was announced. */
  async #read(n: number): Promise<Uint8Array> {
    if (this.#held.length < n) {
      const chunks = [this.#held];
      for (let have = this.#held.length; have < n;) {
        const chunk = new Uint8Array(65_536);
        const count = await this.#connection.read(chunk);
        if (count === null) throw new Deno.errors.UnexpectedEof("the peer closed the connection");
        chunks.push(chunk.subarray(0, count));
        have += count;
      }
      this.#held = concat(chunks);
    }
    const bytes = this.#held.subarray(0, n);
    this.#held = this.#held.subarray(n);
    return bytes;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.#connection.write(bytes.subarray(at));
  }
}

/** Whether an error means no more than that the connection is gone. */
function isClosed(error: unknown): boolean {
  return error instanceof Deno.errors.UnexpectedEof || error instanceof Deno.errors.BadResource ||
    error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.ConnectionAborted ||
    error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.Interrupted;
}

function frame(flags: number, body: Uint8Array): Uint8Array {
  if (body.length < 256) return concat([Uint8Array.of(flags, body.length), body]);
  const head = new Uint8Array(9);
  head[0] = flags | long;
  new DataView(head.buffer).setBigUint64(1, BigInt(body.length));
  return concat([head, body]);
}

function name(text: string): Uint8Array {
  const bytes = encoder.encode(text);
  return concat([Uint8Array.of(bytes.length), bytes]);
}

function property(key: string, value: string): Uint8Array {
  const bytes = encoder.encode(value);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return concat([name(key), length, bytes]);
}

/** The Socket-Type of a READY command, or undefined if the body is no whole READY command. */
function socketTypeOf(body: Uint8Array): string | undefined {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  let at = 1 + body[0];
  if (decoder.decode(body.subarray(1, at)) !== "READY") return undefined;
  while (at < body.length) {
    const keyEnd = at + 1 + body[at];
    if (keyEnd + 4 > body.length) return undefined;
    const end = keyEnd + 4 + view.getUint32(keyEnd);
    if (end > body.length) return undefined;
    const key = decoder.decode(body.subarray(at + 1, keyEnd)).toLowerCase();
    if (key === "socket-type") return decoder.decode(body.subarray(keyEnd + 4, end));
    at = end;
  }
  return undefined;
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
