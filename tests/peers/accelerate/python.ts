/**
 * One Python for all emitted scripts of a test file: importing PyTorch and diffusers takes longer than what they do here.
 * @module
 */
import { join } from "node:path";
import { startBackend } from "../../../lib/backend/choice/start.ts";
import { peersPython } from "../../../lib/tasks/peers.ts";
import { assertEquals } from "../../assert.ts";
import { testUnless } from "../../test_unless.ts";
import { tempDir } from "../../io/temp_dir.ts";

/** Emitted scripts use one thread each and no GPU, so that their bytes are the same from run to run. */
export const environment: Readonly<Record<string, string>> = {
  OMP_NUM_THREADS: "1",
  CUDA_VISIBLE_DEVICES: "",
  PYTHONWARNINGS: "ignore",
};

/** How a program is run. */
export interface ProgramOptions {
  /** Its folder; the current one unless told. */
  readonly cwd?: string;
  /** How many processes of it share the work; 1 unless told. */
  readonly processes?: number;
  /** Told the processes when they run. */
  readonly onStart?: (pids: readonly number[]) => Promise<void>;
  /** Whether it must end badly. */
  readonly fails?: boolean;
}

/** A Python that has PyTorch in memory from the first program on: every one runs in a fork of it. */
export class Python implements AsyncDisposable {
  readonly #python: string;
  readonly #folder = Deno.makeTempDirSync();
  #server?: {
    readonly child: Deno.ChildProcess;
    readonly writer: WritableStreamDefaultWriter<Uint8Array>;
    readonly reader: ReadableStreamDefaultReader<string>;
  };
  #read = "";

  /** @param python The interpreter. */
  constructor(python: string) {
    this.#python = python;
  }

  #start() {
    const args = [new URL("serve.py", import.meta.url).pathname];
    const child = new Deno.Command(this.#python, { args, env: environment, stdin: "piped", stdout: "piped" }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    return { child, writer: child.stdin.getWriter(), reader };
  }

  /**
   * Runs a program to its end.
   * @param argv Its path and arguments.
   * @param options Where, by how many processes, and how it ends.
   * @returns What it wrote to standard error.
   */
  async run(
    argv: readonly string[],
    { cwd = ".", processes = 1, onStart, fails = false }: ProgramOptions = {},
  ): Promise<string> {
    const errors = join(this.#folder, `${crypto.randomUUID()}.txt`);
    const { writer } = this.#server ??= this.#start();
    const order = { argv, cwd: await Deno.realPath(cwd), processes, errors };
    await writer.write(new TextEncoder().encode(`${JSON.stringify(order)}\n`));
    const { pids } = await this.#answer();
    await onStart?.(pids!);
    const { codes } = await this.#answer();
    const said = await Deno.readTextFile(errors);
    assertEquals(codes!.every((code) => code === 0), !fails, said);
    return said;
  }

  async #answer(): Promise<{ readonly pids?: number[]; readonly codes?: number[] }> {
    while (!this.#read.includes("\n")) {
      const { value, done } = await this.#server!.reader.read();
      if (done) throw new Error("Python has ended");
      this.#read += value;
    }
    const end = this.#read.indexOf("\n"), line = this.#read.slice(0, end);
    this.#read = this.#read.slice(end + 1);
    return JSON.parse(line);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.writer.close();
    await this.#server?.reader.cancel();
    await this.#server?.child.status;
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** The interpreter that `deno task peers` installs; undefined where it has not been run. */
export const interpreter: string | undefined = await peersPython();

let shared: Python | undefined;

/**
 * A test of emitted scripts, in a folder of its own. All of a file share a Python, which ends with the file.
 * @param name Its name.
 * @param check The test.
 * @param missing Why it cannot be made here, apart from PyTorch; empty where it can.
 */
export function testEmitted(
  name: string,
  check: (folder: string, python: Python) => Promise<void>,
  missing: string = "",
): void {
  testUnless(name, interpreter === undefined ? "no deno task peers" : missing, async () => {
    await startBackend();
    await using folder = await tempDir();
    await check(folder.path, shared ??= new Python(interpreter!));
  });
}
