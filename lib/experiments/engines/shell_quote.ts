/**
 * Words for a shell.
 * @module
 */

/**
 * Quotes a word for a POSIX shell.
 * @param word The word.
 * @returns It as it is where every character is harmless, else in single quotes.
 */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
