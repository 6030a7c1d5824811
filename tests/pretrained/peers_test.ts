import { join } from "node:path";
import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { encodeSafetensors, type StoredTensor } from "../../lib/io/formats/safetensors.ts";
import type { UNetConfig } from "../../lib/nn/config.ts";
import { makeUNet } from "../../lib/nn/unet.ts";
import { diffusersUNet } from "../../lib/pretrained/diffusers/unet_config.ts";
import { diffusersNames } from "../../lib/pretrained/diffusers/unet_names.ts";
import { openDiffusers } from "../../lib/pretrained/diffusers/open.ts";
import { edmUNet } from "../../lib/pretrained/edm/unet_config.ts";
import { edmNames } from "../../lib/pretrained/edm/unet_names.ts";
import { edmForm, type EdmPreconditioning } from "../../lib/pretrained/models/form.ts";
import { guidedUNet } from "../../lib/pretrained/guided/flags.ts";
import { guidedNames } from "../../lib/pretrained/guided/unet_names.ts";
import { networkModel, type PretrainedModel } from "../../lib/pretrained/models/model.ts";
import { plainForm } from "../../lib/pretrained/models/form.ts";
import { type Link, unetLinks, type UNetNames } from "../../lib/pretrained/unet/links.ts";
import { gather } from "../../lib/pretrained/unet/transfer.ts";
import { gridPath, schedulePath } from "../../lib/samplers/noise_path.ts";
import { edm } from "../../lib/schedules/edm.ts";
import { linear } from "../../lib/schedules/linear.ts";
import { assertAlmostEquals, assertEquals, assertLess } from "../assert.ts";
import { testBackends } from "../backend/backends.ts";
import { digestOf, numbers, weightsOf } from "./numbers.ts";

/** What record_pretrained.py wrote. */
interface Case {
  readonly kind: "diffusers" | "guided" | "edm";
  readonly config: Record<string, unknown>;
  readonly digest: string;
  readonly parameters: number;
  readonly shape: [number, number, number];
  readonly times: number[];
  readonly labels: number[] | null;
  readonly largest: number;
  readonly values: string;
  readonly K: number;
}

const recorded = JSON.parse(await Deno.readTextFile(new URL("../peers/pretrained.json", import.meta.url)));
const cases: Case[] = recorded.cases;
const bytes = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
// The fastest that is here; that all backends agree is what tests/nn tests.
const backend = testBackends.find(({ missing }) => missing === "")!.name;

/** The case in a few words: what is not as in the second of its kind. */
function describe({ kind, config, parameters }: Case): string {
  const plain = cases.filter((one) => one.kind === kind)[kind === "diffusers" ? 1 : 0].config;
  const changes = Object.entries(config).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(plain[key]));
  return [kind, ...changes.map(([key, value]) => `${key} ${JSON.stringify(value)}`), parameters].join(", ").slice(
    0,
    200,
  );
}

/** The arrays that the links of a network name. */
function arraysOf(links: readonly Link[]): Record<string, StoredTensor> {
  return Object.fromEntries(links.map(({ name, shape }) => [name, weightsOf(name, shape)]));
}

function checkNames(one: Case, links: readonly Link[], prefix = ""): void {
  const shapes = new Map(links.map(({ name, shape }) => [`${prefix}${name}`, shape]));
  assertEquals(digestOf(shapes), one.digest);
  const count = [...shapes.values()].reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
  assertEquals(count, one.parameters);
}

/** The model of a case: of a folder where that is how they come, else of arrays in memory. */
async function modelOf(one: Case, folder: string): Promise<PretrainedModel> {
  if (one.kind === "diffusers") {
    const { config, outChannels } = diffusersUNet(one.config, "config.json");
    const links = linksOf(config, diffusersNames(config.multipliers.length, outChannels));
    checkNames(one, links);
    await Deno.writeTextFile(join(folder, "config.json"), JSON.stringify(one.config));
    await Deno.writeTextFile(join(folder, "scheduler_config.json"), "{}");
    await Deno.writeFile(join(folder, "diffusion_pytorch_model.safetensors"), encodeSafetensors(arraysOf(links)));
    return await openDiffusers(folder);
  }
  if (one.kind === "guided") {
    const { config, order, outChannels, grid } = guidedUNet(one.config, "flags.json");
    const path = gridPath(grid), links = linksOf(config, guidedNames(config, order, outChannels));
    checkNames(one, links);
    return await inMemory(config, links, "guided-diffusion", { path, form: plainForm(path, "eps") });
  }
  const { outer, model_type: className, img_channels: channels, ...rest } = one.config;
  const options = { ...rest, in_channels: channels, out_channels: channels } as unknown as Record<string, never>;
  const network = { className: className as string, options, state: new Map() };
  const { kind, config } = edmUNet(network, "network.pkl", frequenciesOf(one));
  const links = linksOf(config, edmNames(config, kind));
  checkNames(one, links, "model.");
  const path = schedulePath(outer === "VPPrecond" ? linear() : edm());
  return await inMemory(config, links, "edm", { path, form: edmForm(path, outer as EdmPreconditioning) }, "model.");
}

/** The frequencies of a network with Fourier features. */
function frequenciesOf({ config }: Case): Float32Array | undefined {
  const { embedding_type: type, model_channels: channels, channel_mult_noise: times } = config;
  if (type !== "fourier") return undefined;
  const drawn = numbers("model.map_noise.freqs", (channels as number) * (times as number) / 2);
  return Float32Array.from(drawn, (each) => 16 * each);
}

function linksOf(config: UNetConfig, names: UNetNames): Link[] {
  return unetLinks(config, makeUNet(config).parameters, names);
}

async function inMemory(
  config: UNetConfig,
  links: Link[],
  kind: PretrainedModel["kind"],
  rest: Pick<PretrainedModel, "path" | "form">,
  prefix = "",
): Promise<PretrainedModel> {
  const network = makeUNet(config), shapes = new Map(links.map(({ name, shape }) => [name, shape]));
  const weights = await gather(network.parameters.size, links, {
    path: "memory",
    names: [...shapes.keys()],
    shape: (name) => shapes.get(name),
    read: (name) => Promise.resolve(weightsOf(`${prefix}${name}`, shapes.get(name)!).values as Float32Array),
  });
  return networkModel({ name: kind, kind, shape: config.shape, notes: [], ...rest }, network, weights);
}

/** What the peer was asked for: ε of a step, or the picture that EDM denoises at its σ, x being EDM's own too. */
async function answer(model: PretrainedModel, one: Case, times: number[]): Promise<tf.Tensor> {
  const n = times.length, size = one.shape.reduce((a, b) => a * b, 1);
  const x = tf.tensor(Float32Array.from(numbers("x", n * size), (value) => 3 * value), [n, ...one.shape]);
  const labels = one.labels === null ? undefined : Int32Array.from(one.labels.slice(0, n));
  if (one.kind !== "edm") {
    const y = await model.predict(x, Float64Array.from(times), { labels });
    x.dispose();
    return y;
  }
  const at = Float64Array.from(times, (sigma) => model.path.timeAt(-2 * Math.log(sigma)));
  const levels = Array.from(at, (time) => model.path.levelAt(time));
  const column = (of: (i: number) => number) => tf.tensor(levels.map((_, i) => of(i)), [n, 1, 1, 1]);
  const scaled = tf.tidy(() => tf.mul(x, column((i) => levels[i].alpha)));
  const eps = await model.predict(scaled, at, { labels });
  return tf.tidy(() =>
    tf.div(tf.sub(scaled, tf.mul(eps, column((i) => levels[i].sigma))), column((i) => levels[i].alpha))
  );
}

for (const one of cases) {
  const large = one.parameters > 1e8 && Deno.env.get("NEARZERO_LARGE") !== "1";
  Deno.test({
    name: `a network of given weights predicts what the peer's does (${describe(one)})${
      large ? " (ignored: NEARZERO_LARGE is not 1)" : ""
    }`,
    ignore: large,
    sanitizeResources: false,
    sanitizeOps: false,
    fn: async () => {
      await startBackend(backend);
      const folder = await Deno.makeTempDir();
      const model = await modelOf(one, folder).finally(() => Deno.remove(folder, { recursive: true }));
      const y = await answer(model, one, one.times), values = await y.data<"float32">();
      y.dispose();
      const wanted = new Float32Array(bytes(one.values).buffer);
      const apart = wanted.reduce((most, value, i) => {
        const at = wanted.length === 1 ? 0 : Math.floor(i * (values.length - 1) / (wanted.length - 1));
        return Math.max(most, Math.abs(value - values[at]));
      }, 0);
      assertLess(apart, 1e-5 * one.largest);
      const n = one.times.length, pair = one.kind === "edm" ? [0.5, 1] : [0, 1];
      const [first, second] = [
        await answer(model, one, Array(n).fill(pair[0])),
        await answer(model, one, Array(n).fill(pair[1])),
      ];
      const K = tf.tidy(() => tf.mean(tf.norm(tf.reshape(tf.sub(first, second), [n, -1]), "euclidean", 1)));
      assertAlmostEquals((await K.data())[0] / one.K, 1, 1e-4);
      tf.dispose([first, second, K]);
      model.dispose();
    },
  });
}
