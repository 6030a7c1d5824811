import { ZmtpSocket } from "../../../lib/jupyter/kernel/zmtp.ts";
import { joined } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

const text = (content: string) => new TextEncoder().encode(content);
const greeting = new Uint8Array(64);
greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0]);
greeting.set(text("NULL"), 12);
const type = (role: string) =>
  joined(Uint8Array.of(11), text("Socket-Type"), Uint8Array.of(0, 0, 0, role.length), text(role));
const ready = (role: string) => joined(Uint8Array.of(5), text("READY"), type(role));
const frame = (flags: number, body: Uint8Array) => joined(Uint8Array.of(flags, body.length), body);

/** What a kernel's socket sends: greeting, READY and messages; then the connection ends. */
export const target: FuzzTarget = {
  name: "zmtp",
  inMemory: true,
  make(dice) {
    const messages = Array.from({ length: dice.below(4) }, () => {
      const body = dice.bytes(dice.below(20));
      if (dice.chance(0.2)) {
        const head = new Uint8Array(9);
        head[0] = dice.pick([2, 3, 6, 8]);
        new DataView(head.buffer).setBigUint64(1, BigInt.asUintN(64, BigInt(dice.edge())));
        return joined(head, body);
      }
      return frame(dice.pick([0, 1, 1, 4, 8]), body);
    });
    return joined(greeting, frame(4, ready(dice.pick(["ROUTER", "ROUTER", "PUB"]))), ...messages);
  },
  damage: 0.4,
  async read(bytes) {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const serve = async () => {
      using connection = await listener.accept();
      for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
      await connection.closeWrite();
      // What the other side says is taken, so that nothing of it is lost with the connection.
      const scrap = new Uint8Array(1024);
      while (await connection.read(scrap).catch(() => null) !== null);
    };
    const served = serve().catch(() => {});
    const { port } = listener.addr as Deno.NetAddr;
    try {
      const socket = await ZmtpSocket.connect("DEALER", "127.0.0.1", port, {
        messageBytes: 1e6,
        frames: 100,
        handshake: 2000,
      });
      try {
        while (await socket.receive() !== undefined);
      } finally {
        socket.close();
      }
    } finally {
      await served;
    }
  },
};
