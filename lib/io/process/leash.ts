/**
 * Processes that end with the one that started them, however that ends, and leave nothing behind.
 * @module
 */

/** How a process is held. */
export interface LeashOptions {
  /** A folder that is removed once the process has ended. */
  readonly folder?: string;
  /** Milliseconds that it has to end by itself after a SIGTERM; killed at once where not given. */
  readonly grace?: number;
  /** Whether it also reads from descriptor 3 and writes to descriptor 4, as browsers do; needs `folder`. */
  readonly pipe?: boolean;
  /** The folder in which it runs; this process's by default. */
  readonly cwd?: string;
  /** Environment variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A process on a leash. */
export interface Leashed {
  /** What it says on its standard error; to be read. */
  readonly stderr: ReadableStream<Uint8Array>;
  /** What it writes to descriptor 4; undefined without a pipe. */
  readonly output?: ReadableStream<Uint8Array>;
  /** Where descriptor 3 is written to; undefined without a pipe. */
  readonly input?: WritableStreamDefaultWriter<Uint8Array>;
  /** Resolves when it has ended and its folder is gone: its exit code, or 128 more than the signal that ended it. */
  readonly ended: Promise<number>;
  /** Ends it; harmless if called again. */
  release(): void;
  /** Lets this process end without waiting for it. */
  unref(): void;
  /** Takes {@link unref} back. */
  ref(): void;
}

/**
 * A shell holds the process, and a watcher beside it reads our end of a pipe, which closes when we end, even by SIGKILL.
 * Both are deaf to the signals of a terminal and have a session of their own, so that no signal to our group reaches
 * them. The watcher ends the process; the shell, once the process has ended for whatever reason, ends the watcher, which
 * would else kill whatever has its number later, and removes the folder. A browser's own children outlive it, for seconds
 * where the machine has much else to do, and make its folders anew: on Linux, which tells who has the session's group,
 * what has a pipe ends with its children.
 */
const script = `
folder=$1 grace=$2 pipe=$3; shift 3
trap "" HUP INT TERM
others() {
  found=1
  [ "$pipe" = 1 ] || return 1
  for stat in /proc/[0-9]*/stat; do
    { read -r line <"$stat"; } || continue
    pid=\${line%% *}; set -- \${line##*) }
    [ "$3" = $$ ] && [ "$1" != Z ] && [ $pid != $$ ] && kill -9 $pid && found=0
  done
  return $found
}
clear() {
  tries=200
  until [ -z "$folder" ] || { ! others && rm -rf "$folder"; } || [ $tries = 0 ]; do
    tries=$((tries - 1)); sleep 0.05
  done
}
finish() {
  [ "$grace" = 0 ] || kill -15 $child
  while [ "$grace" -gt 0 ] && kill -0 $child; do sleep 0.1; grace=$((grace - 1)); done
  kill -9 $child
}
exec 5<&0 </dev/null
if [ "$pipe" = 1 ]; then
  exec 6>&1 >/dev/null
  mkfifo -m 600 "$folder/input" || exit 1
  ( trap - HUP TERM; exec "$@" 3<"$folder/input" 4>&6 5<&- 6>&- ) & child=$!
  exec 6>&-
  ( exec 2>/dev/null; cat <&5 >"$folder/input"; finish ) & watcher=$!
else
  exec >/dev/null
  ( trap - HUP TERM; exec "$@" 5<&- ) & child=$!
  ( exec 2>/dev/null; while read -r _; do :; done <&5; finish ) & watcher=$!
fi
exec 2>/dev/null 5<&-
wait $child; code=$?
kill -9 $watcher
clear
exit $code
`;

/**
 * Starts a process that ends with this one, even where this one is killed. Signals of a terminal do not reach it, and a
 * SIGINT that it does not listen to is lost on it.
 *
 * Windows has no such shell: there the process ends with this one only where that ends in an orderly way.
 * @param command The executable.
 * @param args Its arguments.
 * @param options How it is held.
 * @returns The process.
 * @throws {Deno.errors.NotFound} If there is no such executable, where `command` is a path, or no such folder.
 * @throws {TypeError} If a pipe is asked for without a folder or on Windows.
 */
export function leash(command: string, args: readonly string[], options: LeashOptions = {}): Leashed {
  const { folder = "", grace = 0, pipe = false, cwd, env } = options, windows = Deno.build.os === "windows";
  if (pipe && (windows || folder === "")) {
    throw new TypeError(`Cannot start ${command}: a pipe needs a folder, and there is none on Windows`);
  }
  // The shell would say so too late, and in its own words.
  if (/[/\\]/.test(command)) Deno.statSync(command);
  const held = ["-c", script, "sh", folder, String(Math.ceil(grace / 100)), pipe ? "1" : "0", command, ...args];
  const child = new Deno.Command(windows ? command : "sh", {
    args: windows ? [...args] : held,
    cwd,
    env,
    stdin: windows ? "null" : "piped",
    stdout: pipe ? "piped" : "null",
    stderr: "piped",
    detached: !windows,
  }).spawn();
  const input = windows ? undefined : child.stdin.getWriter();
  const release = () => {
    if (!windows) return void input!.close().catch(() => {});
    try {
      child.kill();
    } catch {
      // It has ended already.
    }
  };
  globalThis.addEventListener("unload", release);
  const ended = child.status.then(async ({ code }) => {
    globalThis.removeEventListener("unload", release);
    release();
    if (windows && folder !== "") await Deno.remove(folder, { recursive: true }).catch(() => {});
    return code;
  });
  return {
    stderr: child.stderr,
    output: pipe ? child.stdout : undefined,
    input: pipe ? input : undefined,
    ended,
    release,
    unref: () => child.unref(),
    ref: () => child.ref(),
  };
}

/**
 * Notices that the process which started this one has ended: one that is killed tells nobody. Keeps no process running.
 * @param hear Called once, half a second later at most.
 */
export function onOrphaned(hear: () => void): void {
  const parent = Deno.ppid,
    timer = setInterval(() => {
      if (Deno.ppid === parent) return;
      clearInterval(timer);
      hear();
    }, 500);
  Deno.unrefTimer(Number(timer));
}

/** A temporary folder that is removed when it is disposed of, or this process ends. */
export interface HeldFolder extends AsyncDisposable {
  /** Its path. */
  readonly path: string;
}

/**
 * Makes a temporary folder that does not outlive this process, however that ends.
 * @param prefix How its name begins.
 * @returns The folder, its owner's alone.
 */
export async function heldFolder(prefix: string): Promise<HeldFolder> {
  const path = await Deno.makeTempDir({ prefix });
  const held = Deno.build.os === "windows" ? undefined : leash("sleep", ["2147483647"], { folder: path });
  await held?.stderr.cancel();
  return {
    path,
    async [Symbol.asyncDispose]() {
      held?.release();
      await held?.ended;
      await Deno.remove(path, { recursive: true }).catch(() => {});
    },
  };
}
