/**
 * The runs of a sweep, and the tasks that they are shared out to.
 * @module
 */
import { contentId } from "../../io/content_id.ts";
import { checkKnown } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { kitIdentity } from "../store/identity.ts";
import { type PlannedRun, type PlanOptions, planRun } from "../config/planned_run.ts";
import { runConfig } from "../config/run_config.ts";
import { labelOf, setBy, type SweepConfig } from "./sweep_config.ts";

/** A run of a sweep: what the table calls it. */
export interface SweepRun extends PlannedRun {
  /** The label of each of the sweep's columns; "" where a run beside the grid has none. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * A sweep's runs and tasks.
 * @category Experiments
 */
export interface SweepPlan {
  /** The sweep. */
  readonly sweep: SweepConfig;
  /** `NAME-ID`: the sweep's folder in a store. */
  readonly folder: string;
  /** The columns that the sweep's axes and lists make. */
  readonly columns: readonly string[];
  /** All runs. */
  readonly runs: readonly SweepRun[];
  /** The runs of each task: those of one network, or of networks that are trained together. */
  readonly tasks: ReadonlyArray<readonly SweepRun[]>;
}

/** More seeds than this are not trained as one network: a stack must fit into memory and be worth resuming. */
const LARGEST_STACK = 16;

/** So few seeds are compared: Student's paired test needs as many. */
const FEWEST_SEEDS = 3;

/** More runs are a mistake rather than a plan. */
const MOST_RUNS = 100_000;

/**
 * Plans a sweep: every combination of its axes, the runs beside them, each with every seed.
 * @param sweep The sweep.
 * @param options Software, and what is known of the content of data and weights.
 * @returns Its runs in order, and its tasks.
 * @throws {TypeError} If a run's configuration has a value of the wrong type; names the axis value.
 * @throws {RangeError} If a key is unknown or a value out of range (names the axis value), two runs are the same, or the
 * comparison names no axis or value or has fewer than three seeds.
 * @category Experiments
 */
export async function planSweep(sweep: SweepConfig, options: PlanOptions = {}): Promise<SweepPlan> {
  checkArguments("planSweep", arguments);
  const action = `plan the sweep ${sweep.name}`, software = options.kit ?? await kitIdentity();
  const shared = { found: new Map<string, Promise<string>>(), ...options, kit: software };
  const columns = [
    ...new Set([...sweep.axes.map(({ name }) => name), ...sweep.list.flatMap((one) => Object.keys(one.labels))]),
  ];
  // Counted before they are made.
  const count = (gridSize(sweep) + sweep.list.length) * sweep.seeds.length;
  if (count > MOST_RUNS) throw new RangeError(`Cannot ${action}: it has ${count} runs, at most ${MOST_RUNS}`);
  const cells = [...combinations(sweep, action), ...sweep.list.map(({ labels, set }) => ({ labels, set }))];
  const runs: SweepRun[] = [];
  const seen = new Map<string, string>();
  for (const { labels, set } of cells) {
    const what = columns.flatMap((name) => labels[name] === undefined ? [] : [`${name} ${labels[name]}`]).join(", ");
    for (const seed of sweep.seeds) {
      const config = runConfig(changed(sweep.base, { ...set, "training.seed": seed }, action), `${action} (${what})`);
      const run = await planRun(config, shared), name = `${what}, seed ${seed}`;
      if (seen.has(run.id)) {
        throw new RangeError(`Cannot ${action}: "${name}" is the same run as "${seen.get(run.id)}"`);
      }
      seen.set(run.id, name);
      runs.push({ ...run, labels: Object.fromEntries(columns.map((column) => [column, labels[column] ?? ""])) });
    }
  }
  checkComparison(sweep, columns, runs, action);
  const folder = `${sweep.name}-${(await contentId({ sweep, ...software })).slice(0, 8)}`;
  return { sweep, folder, columns, runs, tasks: await shareOut(runs, sweep.together) };
}

/** Without axes a list stands alone; without either the base itself is the one run. */
function gridSize({ axes, list }: SweepConfig): number {
  return axes.length === 0 && list.length > 0 ? 0 : axes.reduce((product, { values }) => product * values.length, 1);
}

function combinations(
  sweep: SweepConfig,
  action: string,
): { labels: Record<string, string>; set: Record<string, unknown> }[] {
  if (gridSize(sweep) === 0) return [];
  let cells = [{ labels: {} as Record<string, string>, set: {} as Record<string, unknown> }];
  for (const axis of sweep.axes) {
    cells = cells.flatMap(({ labels, set }) =>
      axis.values.map((value) => ({
        labels: { ...labels, [axis.name]: labelOf(value) },
        set: { ...set, ...setBy(axis, value, action) },
      }))
    );
  }
  return cells;
}

/** A copy of a configuration with keys set; a later and longer path changes what an earlier one set. */
function changed(base: Record<string, unknown>, set: Record<string, unknown>, action: string): Record<string, unknown> {
  const config = structuredClone(base);
  for (const [path, value] of Object.entries(set)) {
    const keys = path.split(".");
    let at: Record<string, unknown> = config;
    for (const key of keys.slice(0, -1)) {
      at[key] ??= {};
      if (typeof at[key] !== "object" || at[key] === null) {
        throw new TypeError(`Cannot ${action}: "${path}" leads through ${key}, which is ${JSON.stringify(at[key])}`);
      }
      at = at[key] as Record<string, unknown>;
    }
    at[keys.at(-1)!] = structuredClone(value);
  }
  return config;
}

function checkComparison(
  sweep: SweepConfig,
  columns: readonly string[],
  runs: readonly SweepRun[],
  action: string,
): void {
  if (sweep.compare === undefined) return;
  const { axis, baseline } = sweep.compare;
  checkKnown(action, "axis", axis, columns);
  const labels = [...new Set(runs.map((run) => run.labels[axis]).filter(Boolean))];
  checkKnown(action, `value of "${axis}"`, baseline, labels);
  if (labels.length > 1) checkSeeds(action, sweep.seeds);
}

/**
 * Checks that what is run can be compared, before it is run.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param seeds The seeds of every run.
 * @throws {RangeError} If they are fewer than a comparison takes.
 */
export function checkSeeds(action: string, seeds: readonly number[]): void {
  if (seeds.length >= FEWEST_SEEDS) return;
  throw new RangeError(
    `Cannot ${action}: a comparison takes at least ${FEWEST_SEEDS} seeds, got ${seeds.length}; give more, or compare nothing`,
  );
}

/** Runs of one network are one task; with `together` those of perceptrons that differ in their seed alone are, too. */
async function shareOut(runs: readonly SweepRun[], together: boolean): Promise<SweepRun[][]> {
  const groups = new Map<string, SweepRun[][]>();
  for (const run of runs) {
    const { data, training } = run.config;
    const stacks = together && training.network.kind === "mlp";
    const key = stacks ? await contentId({ data, training: { ...training, seed: 0 } }) : run.network;
    const parts = groups.get(key) ?? [];
    groups.set(key, parts);
    const fits = (part: SweepRun[]) => {
      const networks = new Set(part.map(({ network }) => network));
      return networks.has(run.network) || networks.size < LARGEST_STACK;
    };
    const part = parts.find((part) => part.some(({ network }) => network === run.network)) ?? parts.find(fits);
    if (part === undefined) parts.push([run]);
    else part.push(run);
  }
  return [...groups.values()].flat();
}
