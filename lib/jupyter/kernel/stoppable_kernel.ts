/**
 * Deno's kernel with a stop button that work can hear: the program that the kit's kernelspec starts.
 *
 * It stands between Jupyter and the kernel on two of the five channels, control and shell, and hands on what comes there,
 * except for interrupts. Deno's kernel terminates the code that runs at an interrupt, which is right for a
 * loop that never waits; where code waits, nothing in the kernel ever runs again. So the kernel is asked first, by a file
 * and a SIGINT that the kit listens to in it; only a kernel too busy to hear is handed the interrupt.
 *
 * The kernel ends with this program, and this program with the one that started it.
 * @module
 */
import { join } from "node:path";
import { interruptFiles } from "../../io/process/cell_interrupt.ts";
import { onSignals } from "../../io/process/interruptible.ts";
import { leash, onOrphaned } from "../../io/process/leash.ts";
import { freePorts } from "./kernel_process.ts";
import { pause } from "./wait.ts";
import { decodeMessage, encodeMessage, type JupyterMessage } from "./wire.ts";
import { ZmtpSocket } from "./zmtp.ts";

/** What a connection file says, as far as it matters here. */
interface ConnectionFile {
  readonly ip: string;
  readonly transport: string;
  readonly key: string;
  readonly signature_scheme: string;
  readonly shell_port: number;
  readonly control_port: number;
}

/** Milliseconds after which a kernel that was asked and says nothing counts as busy. */
const hearing = 900;
/** Milliseconds that work has to end itself before the kernel is asked again. */
const ending = 1_000;

/**
 * Runs a kernel until it ends.
 * @param connectionFile The file that Jupyter wrote.
 * @returns The kernel's exit code.
 * @throws {Error} If the file cannot be read or its control port is taken.
 */
export async function runStoppableKernel(connectionFile: string): Promise<number> {
  const connection: ConnectionFile = JSON.parse(await Deno.readTextFile(connectionFile));
  const { transport, signature_scheme } = connection;
  const plain = transport !== "tcp" || signature_scheme !== "hmac-sha256";
  const folder = await Deno.makeTempDir({ prefix: "nearzero-kernel-" }), [control_port, shell_port] = freePorts(2);
  const file = join(folder, "connection.json"), inner = { ...connection, control_port, shell_port };
  if (!plain) await Deno.writeTextFile(file, JSON.stringify(inner));
  const held = leash(Deno.execPath(), ["jupyter", "--kernel", "--conn", plain ? connectionFile : file], { folder });
  const said = held.stderr.pipeTo(Deno.stderr.writable, { preventClose: true }).catch(() => {});
  onSignals(() => held.release());
  onOrphaned(() => {
    // Nobody else removes it now.
    Deno.remove(connectionFile).catch(() => {});
    held.release();
  });
  if (!plain) {
    // No cell runs before the kernel listens.
    const taught = teach(inner, folder).catch(() => {});
    serve(connection.ip, connection.control_port, (client) => relayControl(client, inner, folder));
    serve(connection.ip, connection.shell_port, async (client) => {
      await taught;
      await relay(client, await connect(inner.ip, shell_port));
    });
  }
  const code = await held.ended;
  await said;
  return code;
}

/** Makes the kernel listen, by a request that no front end sees. */
async function teach({ ip, key, shell_port }: ConnectionFile, folder: string): Promise<void> {
  const shell = await connect(ip, shell_port);
  const module = new URL("../../io/process/cell_interrupt.ts", import.meta.url).href;
  const code = `(await import(${JSON.stringify(module)})).listenForInterrupts(${JSON.stringify(folder)});`;
  const content = { code, silent: true, store_history: false, user_expressions: {}, allow_stdin: false };
  await shell.send(encodeMessage({ header: header("execute_request"), parent_header: {}, metadata: {}, content }, key));
  // Hanging up at once could lose it.
  await shell.receive();
  shell.close();
}

async function connect(hostname: string, port: number): Promise<ZmtpSocket> {
  for (let attempt = 0;; attempt++) {
    try {
      return await ZmtpSocket.connect("DEALER", hostname, port);
    } catch (error) {
      if (attempt === 600) throw error;
      await pause(50);
    }
  }
}

/** Answers at a port of Jupyter's; each client is handled by itself. */
async function serve(hostname: string, port: number, handle: (client: ZmtpSocket) => Promise<void>): Promise<void> {
  for await (const connection of Deno.listen({ hostname, port })) {
    ZmtpSocket.over("ROUTER", connection).then(handle).catch(() => {});
  }
}

/** Hands messages on in both directions until either side hangs up; `take` may keep one that the client sends. */
async function relay(
  client: ZmtpSocket,
  kernel: ZmtpSocket,
  take: (frames: Uint8Array[]) => Promise<boolean> = () => Promise.resolve(false),
): Promise<void> {
  const pump = async (from: ZmtpSocket, to: ZmtpSocket, keeps: typeof take) => {
    for (let frames = await from.receive(); frames !== undefined; frames = await from.receive()) {
      if (!await keeps(frames)) await to.send(frames);
    }
  };
  try {
    await Promise.race([pump(client, kernel, take), pump(kernel, client, () => Promise.resolve(false))]);
  } finally {
    client.close();
    kernel.close();
  }
}

async function relayControl(
  client: ZmtpSocket,
  { ip, control_port, key }: ConnectionFile,
  folder: string,
): Promise<void> {
  await relay(client, await connect(ip, control_port), async (frames) => {
    const message = decodeMessage(frames, key);
    if (message.header.msg_type !== "interrupt_request" || !await interrupt(folder)) return false;
    const reply = { header: header("interrupt_reply"), parent_header: message.header, metadata: {} };
    await client.send(encodeMessage({ ...reply, content: { status: "ok" } }, key));
    return true;
  });
}

/** Asks the kernel to interrupt its cell; false where it does not hear and is to be terminated. */
async function interrupt(folder: string): Promise<boolean> {
  const path = (name: keyof typeof interruptFiles) => join(folder, interruptFiles[name]);
  for (let attempt = 0; attempt < 5; attempt++) {
    const pid = Number(await Deno.readTextFile(path("listener")).catch(() => "0"));
    if (pid === 0) return false;
    await Deno.writeTextFile(path("asked"), "");
    Deno.kill(pid, "SIGINT");
    if (!await gone(path("asked"), hearing)) {
      // Whoever removes it has the say: it may have been heard just now.
      if (await Deno.remove(path("asked")).then(() => true, () => false)) return false;
    }
    if (await gone(path("ending"), ending)) return true;
  }
  return true;
}

async function gone(path: string, milliseconds: number): Promise<boolean> {
  for (const until = Date.now() + milliseconds; Date.now() < until; await pause(20)) {
    if (!await Deno.lstat(path).then(() => true, () => false)) return true;
  }
  return false;
}

function header(type: string): JupyterMessage["header"] {
  return {
    msg_id: crypto.randomUUID(),
    msg_type: type,
    username: "nearzero",
    session: crypto.randomUUID(),
    date: new Date().toISOString(),
    version: "5.3",
  };
}

if (import.meta.main) Deno.exit(await runStoppableKernel(Deno.args[0]));
