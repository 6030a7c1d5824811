import { startBackend } from "../../lib/backend/choice/start.ts";
import { tf } from "../../lib/backend/tf.ts";
import { type Also, checkAlso } from "../../lib/nn/also.ts";
import { mlpConfig, unetConfig } from "../../lib/nn/config.ts";
import { assertThrows } from "../assert.ts";

await startBackend("cpu");

const plain = mlpConfig({ shape: [2] });
const classes = mlpConfig({ shape: [2], classes: 3 });
const told = unetConfig({ shape: [8, 4, 2], base: 8, imageChannels: 1 });

Deno.test("checkAlso() takes what a network was made for", () => {
  checkAlso(plain, {}, 2);
  checkAlso(classes, {}, 2);
  checkAlso(classes, { labels: Int32Array.of(-1, 2) }, 2);
  checkAlso(told, { image: tf.zeros([2, 8, 4, 1]) }, 2);
});

Deno.test("checkAlso() names what does not fit", () => {
  const labels = (...list: number[]): Also => ({ labels: Int32Array.from(list) });
  const image = (...shape: number[]): Also => ({ image: tf.zeros(shape) });
  assertThrows(() => checkAlso(plain, labels(0, 1), 2), TypeError, "the network is unconditional (classes: 0)");
  assertThrows(() => checkAlso(classes, labels(0), 2), TypeError, "labels must have length 2, got 1");
  assertThrows(() => checkAlso(classes, labels(0, 3), 2), RangeError, "labels[1] must be in [-1, 2], got 3");
  assertThrows(() => checkAlso(plain, image(2, 2), 2), TypeError, "takes no image");
  assertThrows(() => checkAlso(told, {}, 2), TypeError, "image must have shape [2, 8, 4, 1], got none");
  assertThrows(() => checkAlso(told, image(2, 4, 8, 1), 2), TypeError, "got [2, 4, 8, 1]");
});
