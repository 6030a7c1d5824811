/**
 * Building the native backend: TensorFlow's libraries from its Python wheel, and the addon compiled against them.
 *
 * Everything is made in a folder of its own and renamed into place when it is complete and has been seen to work, so
 * that a build that is killed leaves nothing that looks finished.
 * @module
 */
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { blockLibrary } from "./block.ts";
import {
  addonSources,
  findNativeBuild,
  hashSources,
  type NativeBuild,
  nativeDir,
  tensorflowVersion,
} from "./location.ts";
import { checkRoom, findCompiler, findPython, gigabytes, hasNvidiaDriver } from "./tools.ts";
import { downloadWheels, extraRequirements, unpackWheel } from "./wheel.ts";

/** What a build may be told. */
export interface BuildOptions {
  /** Builds although a build is there, and fetches TensorFlow anew. */
  readonly force?: boolean;
  /** What to build for; by default CUDA where an NVIDIA driver is found, the processor elsewhere. */
  readonly device?: "cpu" | "cuda";
  /** A folder that holds an unpacked TensorFlow, in place of a download. */
  readonly tensorflow?: string;
  /** Whether pip may draw its progress bars on standard output. */
  readonly showProgress?: boolean;
  /** Is told each step, one line. */
  readonly say: (line: string) => void;
}

interface Plan {
  readonly wheel: string;
  readonly download: number;
  readonly keep: number;
  readonly minutes: string;
}

/** Bytes as the packages of TensorFlow 2.21 have them; CUDA's share is rounded up. */
const plans: Record<"cpu" | "cuda", Plan> = {
  cpu: { wheel: "tensorflow-cpu", download: 274e6, keep: 0.88e9, minutes: "1 to 3 minutes" },
  cuda: { wheel: "tensorflow", download: 3.5e9, keep: 7e9, minutes: "5 to 15 minutes" },
};

/** The addon includes TensorFlow's C API and what that includes, a small part of the headers. */
const wantedHeaders = /^tensorflow\/include\/(tensorflow\/(c|core)|tsl|xla\/tsl|absl)\//;
const wantedLibraries = /^tensorflow\/libtensorflow_(cc|framework)\.so\.2$|^nvidia\/[^/]+\/lib\/[^/]+\.so[^/]*$/;

/**
 * Builds the native backend into the user's cache folder, unless it is there.
 * @param options What to build, and whom to tell.
 * @returns True if it was built, false if it was there already.
 * @throws {Error} If a tool, the network, room or the right machine is missing; says what to do.
 */
export async function buildNative(options: BuildOptions): Promise<boolean> {
  const { say, force = false } = options;
  const found = await findNativeBuild();
  if (found.build && !force) {
    say(`Already built: TensorFlow ${found.build.version} in ${nativeDir()} (--force builds again).`);
    return false;
  }
  checkMachine(options.tensorflow !== undefined);
  const compiler = await findCompiler();
  const device = options.device ?? (await hasNvidiaDriver() ? "cuda" : "cpu");
  await Deno.mkdir(nativeDir(), { recursive: true });
  await removeLeftovers();
  const work = nativeDir(`.build-${Deno.pid}-${crypto.randomUUID().slice(0, 8)}`);
  await Deno.mkdir(work);
  try {
    const tensorflow = options.tensorflow === undefined
      ? await fetchTensorflow(device, work, options)
      : await locateTensorflow(options.tensorflow);
    const staged = join(work, "addon");
    await Deno.mkdir(staged);
    say(`Compiling the addon with ${compiler}, about 15 seconds …`);
    await compile(compiler, tensorflow, staged);
    say("Checking it: loading, a matrix product, the kit's own kernels …");
    const { version, gpu } = await verify(staged, tensorflow, device);
    const build: NativeBuild = { tensorflow, version, device, sources: await hashSources() };
    await Deno.writeTextFile(join(staged, "build.json"), JSON.stringify(build, undefined, 2) + "\n");
    await putInPlace(staged, nativeDir("addon"), work);
    say(`Built: TensorFlow ${version}, ${gpu ? "GPU" : "processor"}, in ${nativeDir()}.`);
    return true;
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/**
 * Removes the native backend from this machine.
 * @returns True if there was anything to remove.
 */
export async function removeNative(): Promise<boolean> {
  try {
    await Deno.remove(nativeDir(), { recursive: true });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function checkMachine(hasOwnTensorflow: boolean): void {
  const { os, arch } = Deno.build;
  if (os === "linux" && (arch === "x86_64" || hasOwnTensorflow)) return;
  throw new Error(
    `Cannot build the native backend: TensorFlow's packages hold the libraries it needs for Linux x86_64 only, this ` +
      `is ${os} ${arch}; the webgpu and wasm backends need no build`,
  );
}

/** The unpacked libraries of an earlier build, or those of a fresh download. */
async function fetchTensorflow(device: "cpu" | "cuda", work: string, options: BuildOptions): Promise<string> {
  const { say, force = false, showProgress = false } = options;
  const place = nativeDir(`tensorflow-${tensorflowVersion}-${device}`);
  const tensorflow = join(place, "tensorflow");
  if (!force && await holdsTensorflow(tensorflow)) {
    say(`TensorFlow ${tensorflowVersion} is unpacked already.`);
    return tensorflow;
  }
  const python = await findPython();
  const plan = plans[device];
  await checkRoom(nativeDir(), 1.05 * (plan.download + plan.keep));
  const what = device === "cuda" ? "for the NVIDIA driver found" : "for the processor";
  say(
    `TensorFlow ${tensorflowVersion} ${what}: downloads ${gigabytes(plan.download)}, keeps ${
      gigabytes(plan.keep)
    } in ` +
      `${nativeDir()}, takes ${plan.minutes} on a common line.`,
  );
  const wheels = join(work, "wheels"), unpacked = join(work, "unpacked");
  await downloadWheels(python, [`${plan.wheel}==${tensorflowVersion}`], wheels, showProgress);
  if (device === "cuda") {
    const main = (await list(wheels))[0];
    await downloadWheels(python, await extraRequirements(join(wheels, main), "and-cuda"), wheels, showProgress);
  }
  say("Unpacking the libraries and the headers …");
  for (const wheel of await list(wheels)) {
    await unpackWheel(join(wheels, wheel), unpacked, (path) => wantedHeaders.test(path) || wantedLibraries.test(path));
  }
  if (!await holdsTensorflow(join(unpacked, "tensorflow"))) {
    throw new Error(
      `Cannot build the native backend: the package ${plan.wheel} lacks TensorFlow's libraries or headers`,
    );
  }
  await putInPlace(unpacked, place, work);
  return tensorflow;
}

/** The folder of TensorFlow's libraries in or below a folder that the user named. */
async function locateTensorflow(folder: string): Promise<string> {
  for (const candidate of [folder, join(folder, "tensorflow")]) {
    if (await holdsTensorflow(candidate)) return resolve(candidate);
  }
  throw new Error(
    `Cannot build the native backend: NEARZERO_TENSORFLOW=${folder} lacks libtensorflow_cc.so.2, ` +
      `libtensorflow_framework.so.2 or include/tensorflow/c/c_api.h`,
  );
}

async function holdsTensorflow(folder: string): Promise<boolean> {
  const parts = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2", "include/tensorflow/c/c_api.h"];
  const there = await Promise.all(parts.map((part) => Deno.stat(join(folder, part)).then(() => true, () => false)));
  return there.every(Boolean);
}

/** Compiles the kit's kernels, the metrics' block product and the addon of tfjs-node-gpu, a shared library each. */
async function compile(compiler: string, tensorflow: string, folder: string): Promise<void> {
  const { binding, kernels, tiles, block } = addonSources();
  const headers = fileURLToPath(new URL("./include", import.meta.resolve("node-api-headers/package.json")));
  const common = ["-std=c++17", "-fPIC", "-shared", "-pthread", `-I${join(tensorflow, "include")}`];
  const link = [`-L${tensorflow}`, `-Wl,-rpath,${tensorflow}`, "-l:libtensorflow_framework.so.2"];
  const objects = await compileTiles(compiler, tiles, folder);
  await call(compiler, [
    ...common,
    "-O3",
    "-fvisibility=hidden",
    // Without errno and traps the loops vectorise; results stay those of the plain arithmetic.
    "-fno-math-errno",
    "-fno-trapping-math",
    fileURLToPath(kernels[0]),
    ...objects,
    "-o",
    join(folder, "kernels.so"),
    // Its threads wait in its code until the process ends: it must not be unloaded before.
    "-Wl,-z,nodelete",
    ...link,
  ]);
  const products = await compileTiles(compiler, block[1], folder);
  await call(compiler, [
    ...["-std=c++17", "-fPIC", "-shared", "-pthread", "-O3", "-fvisibility=hidden"],
    fileURLToPath(block[0]),
    ...products,
    "-o",
    join(folder, blockLibrary()),
    "-Wl,-z,nodelete",
  ]);
  await Promise.all([...objects, ...products].map((object) => Deno.remove(object)));
  await call(compiler, [
    ...common,
    "-O2",
    "-DNAPI_VERSION=8",
    "-DNODE_GYP_MODULE_NAME=tfjs_binding",
    `-I${headers}`,
    `-I${fileURLToPath(new URL("..", binding[0]))}`,
    ...binding.map((source) => fileURLToPath(source)),
    "-o",
    join(folder, "nearzero.node"),
    ...link,
    "-l:libtensorflow_cc.so.2",
  ]);
}

/** Compiles tiles once for each instruction set that they are written for; the libraries choose when they are loaded. */
async function compileTiles(compiler: string, source: URL, folder: string): Promise<string[]> {
  const sets = Deno.build.arch !== "x86_64" ? [[]] : [
    [],
    ["-mavx2", "-mfma"],
    ["-mavx512f", "-mavx512vl", "-mavx512dq", "-mavx2", "-mfma"],
  ];
  const made = await Promise.allSettled(sets.map(async (flags, i) => {
    const path = fileURLToPath(source), object = join(folder, `${basename(path)}.${i}.o`);
    await call(compiler, [
      ...["-std=c++17", "-fPIC", "-O3", "-fvisibility=hidden", "-ffp-contract=fast", ...flags, "-c"],
      // The order in which they are written keeps the registers busy; a compiler that does not know the flag ignores it.
      "-fno-schedule-insns2",
      path,
      "-o",
      object,
    ]);
    return object;
  }));
  // All have ended by now: what is made is removed where one of them failed.
  return made.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

async function call(compiler: string, args: string[]): Promise<void> {
  const output = await new Deno.Command(compiler, { args, stdout: "null", stderr: "piped" }).output();
  if (output.success) return;
  const lines = new TextDecoder().decode(output.stderr).trim().split("\n");
  const culprit = lines.find((line) => /error/i.test(line)) ?? lines.at(-1);
  throw new Error(`Cannot compile the native backend with ${compiler}: ${culprit || `exit code ${output.code}`}`);
}

/** Loads the addon in a process of its own: one that crashes must not take the build with it. */
async function verify(folder: string, tensorflow: string, device: string): Promise<{ version: string; gpu: boolean }> {
  const script = fileURLToPath(new URL("./verify.ts", import.meta.url));
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", script, folder, tensorflow, device],
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (output.success) return JSON.parse(new TextDecoder().decode(output.stdout));
  const lines = new TextDecoder().decode(output.stderr).trim().split("\n");
  throw new Error(
    `Cannot use the native backend that was built: ${lines.find((line) => /error/i.test(line)) || output.signal}`,
  );
}

/** Renames a finished folder to its place; one that is there is moved out of the way first. */
async function putInPlace(folder: string, place: string, work: string): Promise<void> {
  await Deno.rename(place, join(work, `old-${basename(place)}`)).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  await Deno.rename(folder, place);
}

/** Removes what builds that were killed have left. */
async function removeLeftovers(): Promise<void> {
  for (const name of await list(nativeDir())) {
    const pid = /^\.build-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || await Deno.stat(`/proc/${pid}`).then(() => true, () => false)) continue;
    await Deno.remove(nativeDir(name), { recursive: true });
  }
}

async function list(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}
