import { join } from "node:path";
import ts from "typescript";
import { checkout } from "../../lib/io/checkout.ts";
import { exactDerivative } from "../../lib/lipschitz/exact_derivative.ts";
import { isotropicMixture } from "../../lib/oracle/isotropic_mixture.ts";
import { fromFormula } from "../../lib/schedules/from_formula.ts";
import { importsOf, npmFiles, npmTarball, npmTopics } from "../../lib/tasks/pack.ts";
import { assert, assertEquals } from "../assert.ts";
import { sharedBrowser } from "../../lib/figures/browser/browser.ts";
import { testWithBrowser } from "../figures/with_browser.ts";
import { projectOf, runIn } from "./published.ts";

let once: ReturnType<typeof npmFiles> | undefined;
/** What {@linkcode npmFiles} gives, made once. */
const packed = () => once ??= npmFiles();

const MEANS = Float64Array.of(-1, 0, 1, 0);
const node = await runIn(checkout, "node", ["--version"]).then(({ out }) => out.trim(), () => undefined);
const without = node === undefined || !(Number(/^v(\d+)/.exec(node)?.[1]) >= 20);

const PROGRAM = `
import { exactDerivative } from "nearzero/lipschitz";
import { isotropicMixture } from "nearzero/oracle";
import { ddim, drawExactSamples, gridLevels, gridPath, respacedSteps } from "nearzero/samplers";
import { ddpmLinearGrid, fromFormula, loadMathjs, type Schedule } from "nearzero/schedules";
import * as all from "nearzero";

await loadMathjs();
const data = isotropicMixture({ dimension: 2, means: Float64Array.of(${MEANS}), variance: 0.04 });
const mine: Schedule = fromFormula("cos(pi t / 2)");
const { estimate } = exactDerivative(data, mine, { time: 1e-6, samples: 64 });
console.log(String(estimate.value));
console.log(String(typeof all.Random === "function" && typeof gridPath === "function"));
`;

const typesOff = (text: string) => text.replace(", type Schedule", "").replace(": Schedule", "");

function ours(): number {
  const data = isotropicMixture({ dimension: 2, means: MEANS, variance: 0.04 });
  return exactDerivative(data, fromFormula("cos(pi t / 2)"), { time: 1e-6, samples: 64 }).estimate.value;
}

/** What a module says in a browser's page: so many lines, or what it has said in two minutes. */
async function saidInBrowser(script: string, lines: number): Promise<string[]> {
  const { browser, use } = await sharedBrowser();
  return await use(async () => {
    const page = await browser.newPage(), said: string[] = [];
    try {
      page.on("console", (message) => said.push(message.text()));
      page.on("pageerror", (error) => said.push(String(error)));
      await page.addScriptTag({ content: script, type: "module" });
      for (const deadline = Date.now() + 120_000; said.length < lines && Date.now() < deadline;) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return said;
    } finally {
      await page.close();
    }
  });
}

Deno.test("npmFiles() has the face of each topic with its types, and imports nothing that is not there", async () => {
  const files = await packed(), { exports, dependencies } = JSON.parse(files.get("package.json")!);
  assertEquals(Object.keys(exports), [".", ...npmTopics.map((topic) => `./${topic}`), "./package.json"]);
  for (const [path, text] of files) {
    if (!/\.(js|d\.ts)$/.test(path)) continue;
    assert(!/\bDeno\./.test(text.replace(/\/\*[^]*?\*\/|\/\/.*/g, "")), `${path} is for Deno alone`);
    for (const target of importsOf(text)) {
      if (!target.startsWith(".")) assert(target in dependencies, `${path} imports ${target}`);
      else assert(files.has(join(path, "..", target)), `${path} imports ${target}`);
    }
  }
});

Deno.test("npmTarball() gives the same bytes of the same files", async () => {
  const files = new Map([["b.txt", "2"], ["a.txt", "1"]]);
  assertEquals(await npmTarball(files), await npmTarball(new Map([...files].reverse())));
});

testWithBrowser(
  `the npm package runs in Node and in a browser, and is typed${without ? " (ignored: no Node)" : ""}`,
  async () => {
    if (without) return;
    const manifest = JSON.stringify({ private: true, type: "module" });
    const compiler = {
      strict: true,
      noEmit: true,
      module: "NodeNext",
      target: "ES2023",
      lib: ["ES2023", "DOM"],
      types: [],
    };
    await using project = await projectOf({
      "package.json": manifest,
      "main.js": typesOff(PROGRAM),
      "main.ts": PROGRAM,
    });
    const { folder } = project, tarball = join(folder, "nearzero.tgz");
    await Deno.writeFile(tarball, await npmTarball(await packed()));
    const quiet = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
    const added = await runIn(folder, "npm", ["install", ...quiet, tarball, "esbuild@0.25.12"]);
    assert(added.ok, added.out);
    const ran = await runIn(folder, "node", ["main.js"]);
    assertEquals([ran.ok, ran.out.trim().split("\n")], [true, [String(ours()), "true"]]);
    // The compiler that has packed the kit is here already; npm would fetch 23 MB for the same one.
    const { options, errors } = ts.parseJsonConfigFileContent({ compilerOptions: compiler }, ts.sys, folder);
    const wrong = ts.getPreEmitDiagnostics(ts.createProgram([join(folder, "main.ts")], options));
    assertEquals(
      [...errors, ...wrong].map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
      [],
    );
    const bundled = await runIn(folder, join(folder, "node_modules/.bin/esbuild"), [
      "main.js",
      "--bundle",
      "--platform=browser",
      "--format=esm",
      "--outfile=bundle.js",
      "--log-level=warning",
    ]);
    assert(bundled.ok, bundled.out);
    assertEquals(await saidInBrowser(await Deno.readTextFile(join(folder, "bundle.js")), 2), [String(ours()), "true"]);
  },
);
