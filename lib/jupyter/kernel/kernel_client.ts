/**
 * A Deno kernel and its client: starts `deno jupyter --kernel` on ports of its own, speaks the Jupyter protocol with it
 * and leaves neither a process nor a file behind.
 * @module
 */
import { freePorts, type KernelOptions, type KernelProcess, startKernelProcess } from "./kernel_process.ts";
import { pause, within } from "./wait.ts";
import { decodeMessage, encodeMessage, type JupyterMessage } from "./wire.ts";
import { type SocketType, ZmtpSocket } from "./zmtp.ts";

/** A cell on its way through the kernel. */
export interface Execution {
  /** The request's id, which every message that follows from it carries as its parent. */
  readonly id: string;
  /** Resolves when the kernel has replied and reported idle, with the reply; with undefined if it died. */
  readonly done: Promise<JupyterMessage | undefined>;
}

interface Connection {
  readonly shell: ZmtpSocket;
  readonly control: ZmtpSocket;
  readonly iopub: ZmtpSocket;
}

interface Pending {
  readonly resolve: (reply: JupyterMessage | undefined) => void;
  /** Called when the kernel reports that it is idle again after this request. */
  readonly idle: () => void;
}

/** Five ports are taken and let go before the kernel binds them; another process may slip in between. */
const startAttempts = 3;
/** The reply and the idle status travel on two connections: how long the second may lag behind the first. */
const idleLag = 2_000;

/** A running kernel. */
export class Kernel {
  readonly #process: KernelProcess;
  readonly #connection: Connection;
  readonly #key: string;
  readonly #folder: string;
  readonly #session: string = crypto.randomUUID();
  readonly #pending = new Map<string, Pending>();
  #listener: (message: JupyterMessage) => void = () => {};
  #lastMessage = 0;
  #language: Record<string, unknown> = {};
  #ended?: string;

  private constructor(process: KernelProcess, connection: Connection, key: string, folder: string) {
    this.#process = process;
    this.#connection = connection;
    this.#key = key;
    this.#folder = folder;
    process.ended.then((reason) => this.#end(reason));
    this.#pump(connection.shell, (message) => this.#reply(message));
    this.#pump(connection.control, () => {});
    this.#pump(connection.iopub, (message) => this.#publish(message));
  }

  /**
   * Starts a kernel and waits until it answers and its output channel is live.
   * @param options How to start it.
   * @returns The kernel.
   * @throws {Error} If it does not start within the limit; the message ends with what it printed.
   */
  static async start(options: KernelOptions): Promise<Kernel> {
    const deadline = Date.now() + (options.startLimit ?? 60_000);
    for (let attempt = 1;; attempt++) {
      try {
        return await Kernel.#launch(options, deadline);
      } catch (error) {
        if (attempt === startAttempts || Date.now() > deadline || error instanceof Deno.errors.NotFound) throw error;
      }
    }
  }

  /** What the kernel says of its language: name, version, file extension, MIME type. */
  get language(): Readonly<Record<string, unknown>> {
    return this.#language;
  }

  /** Why the kernel is gone, or undefined while it lives. */
  get ended(): string | undefined {
    return this.#ended;
  }

  /**
   * Sets who is told of every message on the output channel; one listener at a time.
   * @param listener Called in the order of arrival.
   */
  onMessage(listener: (message: JupyterMessage) => void): void {
    this.#listener = listener;
  }

  /**
   * Executes code.
   * @param code The source of a cell.
   * @param announce Called with the request's id before it is sent, so that no output can come before.
   * @returns The execution.
   */
  execute(code: string, announce: (id: string) => void = () => {}): Execution {
    return this.#request("execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    }, announce);
  }

  /**
   * Waits until the output channel has been silent for a while: Deno's kernel may report idle before the last output.
   * @param milliseconds How long it must be silent.
   * @param limit The most to wait, for cells that leave a timer printing.
   */
  async quiet(milliseconds: number, limit: number = 2_000): Promise<void> {
    const deadline = Date.now() + limit;
    do await pause(milliseconds); while (Date.now() - this.#lastMessage < milliseconds && Date.now() < deadline);
  }

  /** Asks the kernel to give up the cell that it runs, as a front end's stop button does. */
  async interrupt(): Promise<void> {
    await this.#send(this.#connection.control, crypto.randomUUID(), "interrupt_request", {});
  }

  /** Ends the kernel at once, without asking. */
  kill(): void {
    this.#process.kill();
  }

  /** Ends the kernel, closes the connections and removes the connection file. May be called twice. */
  async stop(): Promise<void> {
    if (!this.#process.exited()) {
      await this.#send(this.#connection.control, crypto.randomUUID(), "shutdown_request", { restart: false })
        .catch(() => this.kill());
      const timer = setTimeout(() => this.kill(), 1_500);
      await this.#process.ended;
      clearTimeout(timer);
    }
    for (const socket of Object.values(this.#connection)) socket.close();
    await Deno.remove(this.#folder, { recursive: true }).catch(() => {});
  }

  static async #launch(options: KernelOptions, deadline: number): Promise<Kernel> {
    const key = crypto.randomUUID();
    const [shell, iopub, stdin, control, heartbeat] = freePorts(5);
    // The folder is readable by its owner alone, and so is the key inside: it lets anyone run code.
    const folder = await Deno.makeTempDir({ prefix: "nearzero-kernel-" });
    const path = `${folder}/connection.json`;
    let process: KernelProcess | undefined;
    const connection: Partial<Record<keyof Connection, ZmtpSocket>> = {};
    try {
      await Deno.writeTextFile(
        path,
        JSON.stringify({
          ip: "127.0.0.1",
          transport: "tcp",
          key,
          signature_scheme: "hmac-sha256",
          shell_port: shell,
          iopub_port: iopub,
          stdin_port: stdin,
          control_port: control,
          hb_port: heartbeat,
          kernel_name: "deno",
        }),
      );
      process = startKernelProcess(options, path, folder);
      connection.shell = await connect("DEALER", shell, process, deadline);
      connection.control = await connect("DEALER", control, process, deadline);
      connection.iopub = await connect("SUB", iopub, process, deadline);
      const kernel = new Kernel(process, connection as Connection, key, folder);
      await kernel.#greet(deadline);
      return kernel;
    } catch (error) {
      if (process !== undefined) {
        process.kill();
        await process.ended;
      }
      for (const socket of Object.values(connection)) socket.close();
      await Deno.remove(folder, { recursive: true }).catch(() => {});
      throw error;
    }
  }

  /** Asks for the kernel's description until both the answer and a message on the output channel have come. */
  async #greet(deadline: number): Promise<void> {
    while (this.#lastMessage === 0 || Object.keys(this.#language).length === 0) {
      if (Date.now() > deadline) throw new Error("Cannot start the Deno kernel: it does not answer");
      const request = this.#request("kernel_info_request", {});
      const reply = await within(1_000, request.done);
      this.#pending.delete(request.id);
      if (this.#ended !== undefined) throw new Error(`Cannot start the Deno kernel: ${this.#ended}`);
      if (reply !== undefined) {
        this.#language = (reply.content.language_info ?? { name: "typescript" }) as typeof reply.content;
      }
    }
  }

  #request(type: string, content: JupyterMessage["content"], announce: (id: string) => void = () => {}): Execution {
    const id = crypto.randomUUID();
    const reply = Promise.withResolvers<JupyterMessage | undefined>();
    const idle = Promise.withResolvers<void>();
    if (this.#ended !== undefined) reply.resolve(undefined);
    else this.#pending.set(id, { resolve: reply.resolve, idle: idle.resolve });
    announce(id);
    this.#send(this.#connection.shell, id, type, content).catch(() => reply.resolve(undefined));
    const done = reply.promise.then(async (message) => {
      if (message !== undefined) await within(idleLag, idle.promise);
      this.#pending.delete(id);
      return message;
    });
    return { id, done };
  }

  #send(socket: ZmtpSocket, id: string, type: string, content: JupyterMessage["content"]): Promise<void> {
    const header = {
      msg_id: id,
      msg_type: type,
      username: "nearzero",
      session: this.#session,
      date: new Date().toISOString(),
      version: "5.3",
    };
    return socket.send(encodeMessage({ header, parent_header: {}, metadata: {}, content }, this.#key));
  }

  #reply(message: JupyterMessage): void {
    this.#pending.get(message.parent_header.msg_id ?? "")?.resolve(message);
  }

  #publish(message: JupyterMessage): void {
    this.#lastMessage = Date.now();
    if (message.header.msg_type === "status") {
      if (message.content.execution_state === "idle") this.#pending.get(message.parent_header.msg_id ?? "")?.idle();
    } else this.#listener(message);
  }

  async #pump(socket: ZmtpSocket, handle: (message: JupyterMessage) => void): Promise<void> {
    try {
      for (let frames = await socket.receive(); frames !== undefined; frames = await socket.receive()) {
        handle(decodeMessage(frames, this.#key));
      }
    } catch (error) {
      // A kernel that talks nonsense can be trusted with no further cell.
      this.#end(error instanceof Error ? error.message : String(error));
      this.kill();
    }
  }

  #end(reason: string): void {
    this.#ended ??= reason;
    for (const { resolve } of this.#pending.values()) resolve(undefined);
    this.#pending.clear();
  }
}

async function connect(
  type: SocketType,
  port: number,
  process: KernelProcess,
  deadline: number,
): Promise<ZmtpSocket> {
  while (true) {
    try {
      return await ZmtpSocket.connect(type, "127.0.0.1", port);
    } catch (error) {
      if (process.exited()) throw new Error(`Cannot start the Deno kernel: ${await process.ended}`);
      if (Date.now() > deadline) throw new Error("Cannot start the Deno kernel: it opens no connection");
      if (error instanceof SyntaxError) throw error;
      await pause(20);
    }
  }
}
