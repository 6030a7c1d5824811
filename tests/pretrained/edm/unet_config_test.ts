import { edmUNet } from "../../../lib/pretrained/edm/unet_config.ts";
import { assertEquals, assertThrows } from "../../assert.ts";

const read = (options: object, frequencies?: Float32Array) => {
  const all = {
    img_resolution: 16,
    in_channels: 3,
    out_channels: 3,
    model_channels: 16,
    channel_mult: [1, 2],
    ...options,
  };
  return edmUNet({ className: "SongUNet", options: all as never, state: new Map() }, "network.pkl", frequencies).config;
};

Deno.test("edmUNet() gives DDPM++ none of the switches of NCSN++", () => {
  const { timeEmbedding, fourierRates, resampleFilter, progressiveInput, progressiveOutput } = read({});
  assertEquals(timeEmbedding, "sinusoidal");
  assertEquals([fourierRates, resampleFilter, progressiveInput, progressiveOutput], Array(4).fill(undefined));
});

Deno.test("edmUNet() reads NCSN++, with the frequencies of its file in radians", () => {
  const words = { embedding_type: "fourier", encoder_type: "residual", resample_filter: [1, 3, 3, 1] };
  const frequencies = Float32Array.from({ length: 8 }, (_, i) => 16 / (i + 1));
  const config = read({ ...words, decoder_type: "skip" }, frequencies);
  const { timeEmbedding, fourierRates, resampleFilter, progressiveInput, progressiveOutput } = config;
  assertEquals([timeEmbedding, resampleFilter, progressiveInput, progressiveOutput], [
    "fourier",
    "binomial",
    "residual",
    "skip",
  ]);
  assertEquals(fourierRates, Array.from(frequencies, (each) => Math.fround(Math.fround(2 * Math.PI) * each)));
});

Deno.test("edmUNet() names what it has not, and frequencies that are missing or others", () => {
  const cases: [object, typeof RangeError | typeof SyntaxError, string][] = [
    [{ embedding_type: "zero" }, RangeError, `no embedding_type "zero"`],
    [{ encoder_type: "dense" }, RangeError, `no encoder_type "dense"`],
    [{ decoder_type: "residual" }, RangeError, `no decoder_type "residual"`],
    [{ resample_filter: [1, 2, 1] }, RangeError, "resample_filter must be [1,1] or [1,3,3,1], got [1,2,1]"],
    [{ embedding_type: "fourier" }, SyntaxError, `"map_noise.freqs" must be 8 frequencies, got none`],
  ];
  for (const [options, type, message] of cases) assertThrows(() => read(options), type, message);
  const few = () => read({ embedding_type: "fourier" }, new Float32Array(3));
  assertThrows(few, SyntaxError, `"map_noise.freqs" must be 8 frequencies, got 3`);
});
