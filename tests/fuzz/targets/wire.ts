import { createHmac } from "node:crypto";
import { decodeMessage } from "../../../lib/jupyter/kernel/wire.ts";
import { joined, jsonBytes } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

const KEY = "key", encoder = new TextEncoder();
const parts = [
  { msg_id: "1", msg_type: "status", session: "s", username: "", date: "", version: "5.3" },
  { msg_id: "0", msg_type: "execute_request" },
  {},
  { execution_state: "idle" },
];

/** Frames, each after its length, whose signature is right unless one is damaged. */
export const target: FuzzTarget = {
  name: "wire",
  inMemory: true,
  make(dice) {
    const bodies = parts.map((part) => jsonBytes(dice, dice.chance(0.4) ? dice.mutated<unknown>(part) : part));
    const hmac = createHmac("sha256", KEY);
    bodies.forEach((body) => hmac.update(body));
    const frames = [encoder.encode("<IDS|MSG>"), encoder.encode(hmac.digest("hex")), ...bodies];
    if (dice.chance(0.2)) frames.unshift(dice.bytes(3));
    if (dice.chance(0.1)) frames.splice(dice.below(frames.length), 1);
    return joined(...frames.flatMap((frame) => [Uint8Array.of(frame.length & 255, frame.length >> 8), frame]));
  },
  damage: 0.2,
  read(bytes) {
    const frames: Uint8Array[] = [];
    for (let at = 0; at + 2 <= bytes.length;) {
      const end = at + 2 + bytes[at] + 256 * bytes[at + 1];
      frames.push(bytes.subarray(at + 2, end));
      at = end;
    }
    decodeMessage(frames, KEY);
  },
};
