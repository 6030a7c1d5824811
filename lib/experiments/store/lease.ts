/**
 * Leases: a file that says who works on something, so that no two processes do.
 *
 * A lease is taken by creating its file, which succeeds for one process alone, and kept by touching it now and then. Who
 * is killed cannot give it back: a lease counts as left once its process is gone from this machine, or once it was not
 * touched for {@linkcode LeaseOptions.stale} milliseconds.
 * @module
 */
import { hostname } from "node:os";
import { dirname } from "node:path";
import process from "node:process";
import { checkArguments } from "../../numerics/check_arguments.ts";

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

/** How long things take. */
export interface LeaseOptions {
  /** Milliseconds from one touch to the next; 10 s unless told. */
  readonly heartbeat?: number;
  /** Milliseconds without a touch after which a lease counts as left; 2 minutes unless told. */
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
  readonly #token: string;
  readonly #timer: ReturnType<typeof setInterval>;

  private constructor(path: string, token: string, heartbeat: number) {
    this.path = path;
    this.#token = token;
    const lost = new AbortController();
    this.lost = lost.signal;
    this.#timer = setInterval(() => {
      this.#touch().then((mine) => mine || lost.abort(new Error(`Cannot go on: the lease ${path} was taken`)));
    }, heartbeat);
    // A lease alone keeps no process alive.
    Deno.unrefTimer(this.#timer);
  }

  /**
   * Takes a lease.
   * @param path Its file; missing folders are made.
   * @param options How often it is touched, and when another's counts as left.
   * @returns The lease.
   * @throws {LeaseHeldError} If another process has it.
   * @throws {Error} If the file cannot be written.
   */
  static async acquire(path: string, options: LeaseOptions = {}): Promise<Lease> {
    const { heartbeat = HEARTBEAT } = options, token = crypto.randomUUID();
    const holder: LeaseHolder = { host: hostname(), pid: Deno.pid, since: new Date().toISOString(), token };
    await Deno.mkdir(dirname(path), { recursive: true });
    // The content is there before the name is: whoever sees the lease can read whose it is.
    const draft = `${path}.${token}`;
    await Deno.writeTextFile(draft, JSON.stringify(holder));
    try {
      if (!await linked(draft, path)) await takeOver(draft, path, options);
    } finally {
      await Deno.remove(draft).catch(() => {});
    }
    return new Lease(path, token, heartbeat);
  }

  /** Gives the lease back, unless somebody else took it. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    if ((await read(this.path))?.token === this.#token) await Deno.remove(this.path);
  }

  /** Gives the lease back. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }

  /** Whether the lease is still this process's; it is touched if so. */
  async #touch(): Promise<boolean> {
    try {
      if ((await read(this.path))?.token !== this.#token) return false;
      const now = new Date();
      await Deno.utime(this.path, now, now);
      return true;
    } catch {
      return true; // A file system that does not answer now may do so at the next touch.
    }
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
  const { stale = STALE } = options;
  const [holder, stat] = [await read(path), await Deno.stat(path).catch(() => undefined)];
  if (holder === undefined || stat === undefined) return undefined;
  if (holder.host === hostname() && !alive(holder.pid)) return undefined;
  return Date.now() - (stat.mtime?.getTime() ?? 0) > stale ? undefined : holder;
}

/**
 * Puts a new lease in the place of one that was left. Two may see that it was left: the file system's own lock, which
 * ends with the process that has it, lets one after the other look again.
 */
async function takeOver(draft: string, path: string, options: LeaseOptions): Promise<void> {
  using guard = await Deno.open(`${path}.guard`, { create: true, write: true });
  await guard.lock(true);
  const holder = await leaseHolder(path, options);
  if (holder !== undefined) throw new LeaseHeldError(path, holder);
  await Deno.rename(draft, path);
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

/** Undefined where there is no lease, or one of which nothing can be read. */
async function read(path: string): Promise<LeaseHolder | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
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
