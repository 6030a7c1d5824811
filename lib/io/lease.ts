/**
 * Leases: a file that says who works on something, so that no two processes do.
 *
 * A lease is taken by creating its file, which succeeds for one process alone, and kept by writing it again now and
 * then. Who is killed cannot give it back: a lease counts as left once its process is gone from this machine, or once it
 * was not written for {@linkcode LeaseOptions.stale} milliseconds. All times are those that the file system notes, which
 * the clocks of the machines that share it need not agree with.
 * @module
 */
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import defer * as z from "zod";
import { once } from "../numerics/once.ts";
import { checkArguments } from "../numerics/check_arguments.ts";

/** Who holds a lease. */
export interface LeaseHolder {
  /** The machine. */
  readonly host: string;
  /** The process on it. */
  readonly pid: number;
  /** When it was taken, as ISO 8601. */
  readonly since: string;
  /** Tells this lease from every other. */
  readonly token: string;
}

const holderSchema: () => z.ZodType<LeaseHolder> = once(() =>
  z.object({
    host: z.string(),
    pid: z.int(),
    since: z.string(),
    token: z.string(),
  })
);

/** How long things take. */
export interface LeaseOptions {
  /** Milliseconds from one writing to the next; 10 s unless told. */
  readonly heartbeat?: number;
  /** Milliseconds without a writing after which a lease counts as left; 2 minutes unless told. */
  readonly stale?: number;
}

/** Somebody else has the lease. */
export class LeaseHeldError extends Error {
  /** Who. */
  readonly holder: LeaseHolder;

  /**
   * Says who has it.
   * @param path The lease's file.
   * @param holder Who holds it.
   */
  constructor(path: string, holder: LeaseHolder) {
    super(`Cannot lease ${path}: process ${holder.pid} on ${holder.host} has it since ${holder.since}`);
    this.name = "LeaseHeldError";
    this.holder = holder;
  }
}

const HEARTBEAT = 10_000, STALE = 120_000;

/** A lease that is held; given back by {@linkcode Lease.release} or at the end of an `await using` block. */
export class Lease implements AsyncDisposable {
  /** The file. */
  readonly path: string;
  /** Aborted when somebody else took the lease, which happens only to a process that slept too long. */
  readonly lost: AbortSignal;
  readonly #holder: LeaseHolder;
  readonly #timer: ReturnType<typeof setInterval>;
  #touching: Promise<void> = Promise.resolve();

  private constructor(path: string, holder: LeaseHolder, heartbeat: number) {
    this.path = path;
    this.#holder = holder;
    const lost = new AbortController();
    this.lost = lost.signal;
    const touch = async () => {
      if (!await touched(path, holder)) lost.abort(new Error(`Cannot go on: the lease ${path} was taken`));
    };
    this.#timer = setInterval(() => void (this.#touching = this.#touching.then(touch)), heartbeat);
    // A lease alone keeps no process alive.
    Deno.unrefTimer(this.#timer);
  }

  /**
   * Takes a lease.
   * @param path Its file; missing folders are made.
   * @param options How often it is written, and when another's counts as left.
   * @returns The lease.
   * @throws {LeaseHeldError} If another process has it.
   * @throws {Error} "Cannot lease PATH: …" where the file cannot be written.
   */
  static async acquire(path: string, options: LeaseOptions = {}): Promise<Lease> {
    const { heartbeat = HEARTBEAT } = options, token = crypto.randomUUID();
    const holder: LeaseHolder = { host: hostname(), pid: Deno.pid, since: new Date().toISOString(), token };
    const draft = draftOf(path, token);
    try {
      await Deno.mkdir(dirname(path), { recursive: true });
      // The content is there before the name is: whoever sees the lease can read whose it is.
      await Deno.writeTextFile(draft, JSON.stringify(holder));
      if (!await linked(draft, path)) await takeOver(draft, path, options);
    } catch (error) {
      if (error instanceof LeaseHeldError) throw error;
      throw new Error(`Cannot lease ${path}: ${error instanceof Error ? error.message : error}`, { cause: error });
    } finally {
      await Deno.remove(draft).catch(() => {});
    }
    return new Lease(path, holder, heartbeat);
  }

  /** Gives the lease back, unless somebody else took it. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    await this.#touching;
    // A folder that is away now keeps the file, which counts as left once it is back and this process gone.
    if ((await read(this.path).catch(() => undefined))?.token === this.#holder.token) {
      await Deno.remove(this.path).catch(() => {});
    }
  }

  /** Gives the lease back. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }
}

/**
 * Who holds a lease now.
 * @param path Its file.
 * @param options When a lease counts as left.
 * @returns The holder, or undefined where there is no lease or it was left.
 */
export async function leaseHolder(path: string, options: LeaseOptions = {}): Promise<LeaseHolder | undefined> {
  checkArguments("leaseHolder", arguments);
  const { stale = STALE } = options, found = await look(path);
  if (found === undefined || gone(found.holder)) return undefined;
  // One from the future was written before the clock was set back, and not since.
  return Math.abs(Date.now() - found.written) > stale ? undefined : found.holder;
}

/** A lease's holder and when the file system notes that it was last written. */
interface Found {
  readonly holder: LeaseHolder;
  readonly written: number;
}

async function look(path: string): Promise<Found | undefined> {
  const holder = await read(path).catch(() => undefined), stat = await Deno.stat(path).catch(() => undefined);
  return holder && stat && { holder, written: stat.mtime?.getTime() ?? 0 };
}

function gone({ host, pid }: LeaseHolder): boolean {
  return host === hostname() && !alive(pid);
}

/**
 * Puts a new lease in the place of one that was left. Two may see that it was left: the file system's own lock, which
 * ends with the process that has it, lets one after the other look again.
 */
async function takeOver(draft: string, path: string, options: LeaseOptions): Promise<void> {
  using _guard = await guarded(`${path}.guard`);
  const found = await look(path);
  if (found !== undefined && !await wasLeft(found, draft, path, options)) throw new LeaseHeldError(path, found.holder);
  await Deno.rename(draft, path);
  await removeDrafts(path);
}

/** Whether a lease counts as left, by the file system's clock: the draft was written just now. */
async function wasLeft(
  { holder, written }: Found,
  draft: string,
  path: string,
  options: LeaseOptions,
): Promise<boolean> {
  const { heartbeat = HEARTBEAT, stale = STALE } = options;
  if (gone(holder)) return true;
  const now = (await Deno.stat(draft)).mtime?.getTime() ?? Date.now();
  if (now - written > stale) return true;
  if (written - now <= stale) return false;
  // Written in the future: the clock was set back since. Whoever still holds it writes it again.
  await new Promise((resolve) => setTimeout(resolve, 1.5 * heartbeat));
  const later = await look(path);
  return later === undefined || later.written === written && later.holder.token === holder.token;
}

/**
 * Holds a file's lock until disposed of, then removes the file: only who has the lock of the file that bears the name
 * may do that, so a lock that was got on one that was removed meanwhile is no good.
 */
async function guarded(path: string): Promise<Disposable> {
  for (;;) {
    const file = await Deno.open(path, { create: true, write: true });
    try {
      await file.lock(true);
      const [own, named] = [await file.stat(), await Deno.stat(path).catch(() => undefined)];
      if (named !== undefined && own.ino === named.ino) {
        return {
          [Symbol.dispose]() {
            try {
              Deno.removeSync(path);
            } catch {
              // Windows removes no file that another process waits for; it does no harm.
            }
            file.close();
          },
        };
      }
    } catch (error) {
      file.close();
      throw error;
    }
    file.close();
  }
}

/** Drafts of processes that were killed before they had the lease; under the guard, and of processes that are gone. */
async function removeDrafts(path: string): Promise<void> {
  for await (const { name } of Deno.readDir(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.`) || !name.endsWith(DRAFT)) continue;
    const draft = join(dirname(path), name), holder = await read(draft).catch(() => undefined);
    if (holder !== undefined && gone(holder)) await Deno.remove(draft).catch(() => {});
  }
}

const DRAFT = ".draft";

function draftOf(path: string, token: string): string {
  return `${path}.${token}${DRAFT}`;
}

/**
 * Writes a lease again; false where it is another's now. A folder that is away for a moment, and a file that was removed
 * or damaged, say nothing of another holder: where it can be, the file is made anew.
 */
async function touched(path: string, holder: LeaseHolder): Promise<boolean> {
  const content = new TextEncoder().encode(JSON.stringify(holder));
  try {
    using file = await Deno.open(path, { read: true, write: true });
    const found = parse(await text(file));
    if (found !== undefined && found.token !== holder.token) return false;
    // Through the same handle: if another takes the name now, this writes what bears it no longer.
    await file.seek(0, Deno.SeekMode.Start);
    for (let at = 0; at < content.length;) at += await file.write(content.subarray(at));
    await file.truncate(content.length);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) await restore(path, content, holder.token).catch(() => {});
  }
  return true;
}

/** Puts a lease back whose file is not there, unless its folder is away too or another takes it first. */
async function restore(path: string, content: Uint8Array, token: string): Promise<void> {
  const draft = draftOf(path, token);
  await Deno.writeFile(draft, content);
  try {
    await linked(draft, path);
  } finally {
    await Deno.remove(draft).catch(() => {});
  }
}

/** Gives a file a second name; false where that name is taken. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await Deno.link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

/** Undefined where what is there is no lease. */
async function read(path: string): Promise<LeaseHolder | undefined> {
  return parse(await Deno.readTextFile(path));
}

async function text(file: Deno.FsFile): Promise<string> {
  const bytes = new Uint8Array(LONGEST);
  let length = 0;
  for (;;) {
    const count = await file.read(bytes.subarray(length));
    if (!count) return new TextDecoder().decode(bytes.subarray(0, length));
    length += count;
  }
}

/** Bytes that no lease has. */
const LONGEST = 4096;

function parse(content: string): LeaseHolder | undefined {
  try {
    return holderSchema().safeParse(JSON.parse(content)).data;
  } catch {
    return undefined;
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is such a process, of another user.
    return (error as { code?: string }).code === "EPERM";
  }
}
