/**
 * What several pieces of work say, told as if they had been done one after the other.
 * @module
 */

/** What a piece of work says. */
export interface Speech {
  /** Says a line. */
  readonly log: (line: string) => void;
  /** Says a line on standard error. */
  readonly error: (line: string) => void;
  /** Says on a terminal what it is at, until the next line; nothing while others have their turn. */
  readonly passing: (line: string) => void;
  /** It says no more. */
  readonly end: () => void;
}

/** Where lines go. */
export interface Outlet {
  /** Standard output. */
  readonly log: (line: string) => void;
  /** Standard error. */
  readonly error: (line: string) => void;
  /** A terminal's last line, which the next covers. */
  readonly passing: (line: string) => void;
}

const terminal: Outlet = {
  log: (line) => console.log(line),
  error: (line) => console.error(line),
  passing: (line) => void (Deno.stdout.isTerminal() && Deno.stdout.writeSync(new TextEncoder().encode(`${line}\r`))),
};

/**
 * Lets pieces of work speak in turn: the first that has not ended at once, the others when all before them have ended.
 * @param names The pieces, in the order in which they are told of.
 * @param outlet Where lines go; the console unless told.
 * @returns What each speaks with.
 */
export function inTurn(names: readonly string[], outlet: Outlet = terminal): Map<string, Speech> {
  const held = names.map(() => [] as (() => void)[]), ended = names.map(() => false);
  let turn = 0;
  const say = (at: number, line: () => void) => at === turn ? line() : void held[at].push(line);
  return new Map(names.map((name, at): [string, Speech] => [name, {
    log: (line) => say(at, () => outlet.log(line)),
    error: (line) => say(at, () => outlet.error(line)),
    passing: (line) => at === turn && outlet.passing(line),
    end() {
      ended[at] = true;
      while (turn < names.length && ended[turn]) {
        turn++;
        held[turn]?.splice(0).forEach((line) => line());
      }
    },
  }]));
}
