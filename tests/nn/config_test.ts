import { mlpConfig, unetConfig } from "../../lib/nn/config.ts";
import { assertEquals, assertThrows } from "../assert.ts";

Deno.test("unetConfig() fills in every default, and again changes nothing", () => {
  const config = unetConfig({ shape: [16, 16, 1] });
  assertEquals(config, {
    kind: "unet",
    shape: [16, 16, 1],
    imageChannels: 0,
    base: 32,
    multipliers: [1, 2, 2],
    blocks: 1,
    skips: "all",
    attention: [4],
    heads: 1,
    groups: 8,
    embedding: 128,
    timeScale: 1,
    timeEmbedding: "sinusoidal",
    classes: 0,
    dropout: 0,
    injection: "add",
    down: "average",
    up: "repeat",
  });
  assertEquals(unetConfig(JSON.parse(JSON.stringify(config))), config);
});

Deno.test("unetConfig() leaves switches out that change nothing, and keeps the others", () => {
  const plain = unetConfig({ shape: [16, 16, 1] });
  const idle = { attendMiddle: true, middleGroups: 8, attentionUp: [4], waveWidth: 32, normEps: 1e-5, middleScale: 1 };
  const none = {
    fourierRates: [],
    resampleFilter: "box",
    progressiveInput: "none",
    progressiveOutput: "none",
  } as const;
  assertEquals(unetConfig({ shape: [16, 16, 1], ...idle, ...none }), plain);
  const busy = { attendMiddle: false, normEps: 1e-6, headWidth: 16, multipliers: [1, 1.5], waveShift: 0 };
  const config = unetConfig({ shape: [16, 16, 1], ...busy });
  assertEquals({ ...config, ...busy }, config);
  assertEquals(unetConfig(config), config);
});

Deno.test("unetConfig() names what is wrong", () => {
  const shape = [16, 16, 1] as const;
  const cases: [object, typeof TypeError | typeof RangeError, string][] = [
    [{ bse: 32 }, RangeError, `did you mean "base"?`],
    [{ kind: "mlp" }, RangeError, `no kind "mlp", there is unet`],
    [{ base: 12 }, RangeError, "multiple of groups 8, got 12"],
    [{ base: 9, groups: 3 }, RangeError, "base must be even"],
    [{ base: "32" }, TypeError, "base must be a number"],
    [{ multipliers: [] }, RangeError, "multipliers"],
    [{ multipliers: [1, 0.3] }, RangeError, "multipliers[1] times base must be a multiple of groups 8, got 9.6"],
    [{ multipliers: [1, -1] }, RangeError, "multipliers[1] must be greater than 0"],
    [{ headWidth: 24 }, RangeError, "headWidth must divide the 64 channels at height 4, got 24"],
    [{ headWidth: 8, heads: 2 }, RangeError, "headWidth stands in place of heads"],
    [{ attentionUp: [3] }, RangeError, "heights among 16, 8, 4, got 3"],
    [{ normEps: 0 }, RangeError, "normEps must be greater than 0"],
    [{ waveShift: 2 }, RangeError, "waveShift must be in [0, 1], got 2"],
    [{ waveWidth: 7 }, RangeError, "waveWidth must be even"],
    [{ waveOrder: "cos" }, RangeError, "waveOrder"],
    [{ stridePadding: "none" }, RangeError, "stridePadding"],
    [{ attendMiddle: 1 }, TypeError, "attendMiddle must be true or false"],
    [{ middleGroups: 5 }, RangeError, "middleGroups must divide the 64 channels of the middle, got 5"],
    [{ centre: "yes" }, TypeError, "centre must be true or false"],
    [{ fourierRates: [1] }, RangeError, `fourierRates are those of timeEmbedding "fourier", got "sinusoidal"`],
    [{ fourierRates: [1], timeEmbedding: "fourier" }, RangeError, "fourierRates must be 16, half of waveWidth, got 1"],
    [{ fourierRates: [NaN], timeEmbedding: "fourier" }, RangeError, "fourierRates"],
    [{ fourierRates: 1 }, TypeError, "fourierRates must be an array, got 1"],
    [{ resampleFilter: "bilinear" }, RangeError, "resampleFilter"],
    [{ resampleFilter: "binomial", up: "residual" }, RangeError, `got down "average" and up "residual"`],
    [{ progressiveInput: "residuals" }, RangeError, `did you mean "residual"?`],
    [{ progressiveOutput: "residual" }, RangeError, "progressiveOutput"],
    [{ multipliers: [1, 1, 1, 1, 1, 1] }, RangeError, "height must be divisible by 32"],
    [{ attention: [5] }, RangeError, "heights among 16, 8, 4, got 5"],
    [{ heads: 3 }, RangeError, "heads must divide the 64 channels"],
    [{ blocks: 0 }, RangeError, "blocks"],
    [{ skips: "none" }, RangeError, "skips"],
    [{ injection: "multiply" }, RangeError, "injection"],
    [{ embedding: 5 }, RangeError, "embedding must be even"],
    [{ timeScale: 0 }, RangeError, "timeScale"],
    [{ timeEmbedding: "fourrier" }, RangeError, `did you mean "fourier"?`],
    [{ timeEmbedding: 5 }, TypeError, "timeEmbedding must be one of sinusoidal, fourier, learned, got 5"],
    [{ classes: -1 }, RangeError, "classes must be at least 0"],
    [{ class: 10 }, RangeError, `did you mean "classes"?`],
    [{ imageChannels: 1.5 }, RangeError, "imageChannels must be an integer"],
    [{ dropout: 1 }, RangeError, "dropout must be in [0, 0.99], got 1"],
    [{ multipliers: 4 }, TypeError, "multipliers must be an array"],
    [{ shape: [16, 16] }, TypeError, "shape must have 3 entries"],
  ];
  for (const [options, type, message] of cases) {
    assertThrows(() => unetConfig({ shape, ...options }), type, message);
  }
});

Deno.test("mlpConfig() fills in every default, and again changes nothing", () => {
  const config = mlpConfig({ shape: [2] });
  assertEquals(config, {
    kind: "mlp",
    shape: [2],
    hidden: [128, 128, 128],
    embedding: 64,
    timeScale: 1,
    timeEmbedding: "sinusoidal",
    classes: 0,
    dropout: 0,
  });
  assertEquals(mlpConfig(config), config);
});

Deno.test("mlpConfig() names what is wrong", () => {
  assertThrows(() => mlpConfig({ shape: [2], width: 3 } as never), RangeError, `no key "width"`);
  assertThrows(() => mlpConfig({ shape: [2], hidden: [4, 0] }), RangeError, "hidden[1]");
  assertThrows(() => mlpConfig({ shape: [2, 2] as never }), TypeError, "shape must have 1 entries");
  assertThrows(() => mlpConfig({ shape: [2], imageChannels: 1 } as never), RangeError, `no key "imageChannels"`);
  assertThrows(() => mlpConfig([2] as never), TypeError, "the options must be an object, got [2]");
});
