import { tf } from "../../lib/backend/tf.ts";
import { countParameters, makeNetwork } from "../../lib/nn/network.ts";
import { fourierRates } from "../../lib/nn/embedding.ts";
import type { NetworkConfig } from "../../lib/nn/config.ts";
import { assert, assertEquals, assertLess } from "../assert.ts";
import { testOnBackends } from "../backend/backends.ts";
import { difference } from "../nn/gradients.ts";

/** What record_unet.py wrote. */
interface Case {
  readonly config: NetworkConfig;
  /** In multiples of 1/64. */
  readonly weights: Record<string, { shape: number[]; values: string }>;
  readonly x: string;
  readonly conditions: number[];
  readonly labels: number[] | null;
  readonly image: string | null;
  readonly y: string;
}

const recorded = JSON.parse(await Deno.readTextFile(new URL("unet.json", import.meta.url)));
const cases: Case[] = recorded.cases;

const bytes = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const floats = (text: string) => new Float32Array(bytes(text).buffer);

/** What in a configuration is not as in the first of its kind. */
function describe({ config }: Case): string {
  const plain = cases.find((one) => one.config.kind === config.kind)!.config;
  const changes = Object.entries(config).filter(([key, value]) =>
    JSON.stringify(value) !== JSON.stringify(plain[key as keyof NetworkConfig])
  );
  return [config.kind, ...changes.map(([key, value]) => `${key} ${JSON.stringify(value)}`)].join(", ");
}

for (const one of cases) {
  testOnBackends(
    `makeNetwork() predicts what the PyTorch module of the same weights does (${describe(one)})`,
    async () => {
      const network = makeNetwork(one.config), flat = new Float32Array(network.parameters.size);
      assertEquals(network.config, one.config);
      assertEquals(new Set(Object.keys(one.weights)), new Set(network.parameters.list.map(({ name }) => name)));
      for (const { name, shape } of network.parameters.list) {
        assertEquals(one.weights[name].shape, shape);
        network.parameters.slice(flat, name).set(
          Array.from(new Int8Array(bytes(one.weights[name].values).buffer), (k) => k / 64),
        );
      }
      const conditions = Float64Array.from(one.conditions), n = conditions.length, { shape } = network;
      const y = tf.tidy(() => {
        const labels = one.labels === null ? undefined : Int32Array.from(one.labels);
        const image = one.image === null ? undefined : tf.tensor(floats(one.image), [n, shape[0], shape[1], 1]);
        const views = network.parameters.views(tf.tensor1d(flat));
        return network.forward(views, tf.tensor(floats(one.x), [n, ...shape]), conditions, { labels, image });
      });
      const values = await y.data<"float32">();
      y.dispose();
      // PyTorch computed in float64: this is float32's rounding, 8e-7 where it was most.
      assertLess(difference(floats(one.y), values), 3e-6);
    },
  );
}

Deno.test("the Fourier features of the PyTorch modules have the kit's rates", () => {
  assertEquals([...fourierRates(2 * recorded.fourierRates.length)], recorded.fourierRates);
});

Deno.test("countParameters() counts what the PyTorch modules hold, up to ADM's size, and allocates nothing for it", () => {
  const sizes: { config: NetworkConfig; parameters: number }[] = recorded.sizes;
  for (const { config, parameters } of sizes) assertEquals(countParameters(makeNetwork(config)), parameters);
  assert(Math.max(...sizes.map(({ parameters }) => parameters)) > 1e8);
});
