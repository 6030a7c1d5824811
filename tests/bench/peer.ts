/**
 * Running a peer's script beside the kit.
 * @module
 */

/**
 * Runs a script of tests/peers and reads the JSON that it prints. Its BLAS is left to choose its own kernels: one that was
 * told to use another machine's would be no fair opponent.
 * @param python The Python of `deno task peers`.
 * @param script The script's name.
 * @param args Its arguments.
 * @param env More of its environment.
 * @returns What it printed.
 * @throws {Error} If it failed.
 */
export async function runPeer<T>(
  python: string,
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<T> {
  const inherited = Deno.env.toObject();
  for (const name of ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]) delete inherited[name];
  const { success, stdout } = await new Deno.Command(python, {
    args: [new URL(`../peers/${script}`, import.meta.url).pathname, ...args],
    clearEnv: true,
    env: { ...inherited, ...env },
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot compare: ${script} failed`);
  return JSON.parse(new TextDecoder().decode(stdout));
}
