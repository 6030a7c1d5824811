import { assertEquals, assertRejects } from "../../assert.ts";
import { type SocketLimits, ZmtpSocket } from "../../../lib/jupyter/kernel/zmtp.ts";

const ascii = (text: string) => new TextEncoder().encode(text);
const greeting = Uint8Array.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0, ...ascii("NULL"), ...new Uint8Array(48)]);
const ready = (role: string) => {
  const body = [5, ...ascii("READY"), 11, ...ascii("Socket-Type"), 0, 0, 0, role.length, ...ascii(role)];
  return Uint8Array.from([4, body.length, ...body]);
};

/** Runs a client against a peer that sends given bytes, and returns what the peer has received. */
async function talk(
  sent: Uint8Array[],
  client: (connect: () => Promise<ZmtpSocket>) => Promise<void>,
  limits: Partial<SocketLimits> = {},
  type: "DEALER" | "SUB" = "DEALER",
): Promise<Uint8Array> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const received: number[] = [];
  const peer = (async () => {
    using connection = await listener.accept();
    for (const bytes of sent) await connection.write(bytes);
    if (sent.length > 0) await connection.closeWrite();
    const buffer = new Uint8Array(65_536);
    for (let n = await connection.read(buffer); n !== null; n = await connection.read(buffer)) {
      received.push(...buffer.subarray(0, n));
    }
  })().catch(() => {});
  try {
    await client(() => ZmtpSocket.connect(type, "127.0.0.1", port, limits));
    await peer;
    return Uint8Array.from(received);
  } finally {
    listener.close();
  }
}

Deno.test("receive() joins frames, passes over commands and ends with undefined", async () => {
  const long = new Uint8Array(300).fill(7);
  const longFrame = [2, 0, 0, 0, 0, 0, 0, 1, 44, ...long];
  const frames = Uint8Array.from([1, 1, 65, 4, 2, 9, 9, 0, 2, 66, 67, ...longFrame]);
  await talk([greeting, ready("ROUTER"), frames], async (connect) => {
    const socket = await connect();
    assertEquals(await socket.receive(), [ascii("A"), ascii("BC")]);
    assertEquals(await socket.receive(), [long]);
    assertEquals(await socket.receive(), undefined);
    socket.close();
    socket.close();
  });
});

Deno.test("receive() puts together what arrives byte by byte", async () => {
  const stream = Uint8Array.from([...greeting, ...ready("ROUTER"), 0, 2, 66, 67]);
  await talk([...stream].map((byte) => Uint8Array.of(byte)), async (connect) => {
    const socket = await connect();
    assertEquals(await socket.receive(), [ascii("BC")]);
    socket.close();
  });
});

Deno.test("send() writes whole messages in order, with long frames where needed", async () => {
  const received = await talk(
    [greeting, ready("XPUB")],
    async (connect) => {
      const socket = await connect();
      await Promise.all([socket.send([ascii("a"), new Uint8Array(256)]), socket.send([ascii("b")])]);
      socket.close();
    },
    {},
    "SUB",
  );
  const tail = [0, 1, 1, 1, 1, 97, 2, 0, 0, 0, 0, 0, 0, 1, 0, ...new Uint8Array(256), 0, 1, 98];
  assertEquals([...received.slice(-tail.length)], tail);
});

Deno.test("receive() refuses a frame that claims to be huge, without taking memory for it", async () => {
  const huge = Uint8Array.from([2, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
  await talk([greeting, ready("ROUTER"), huge], async (connect) => {
    const socket = await connect();
    await assertRejects(() => socket.receive(), SyntaxError, "claims 9223372036854776000 bytes");
  });
});

Deno.test("receive() counts the frames and bytes of a message together", async () => {
  const frames = Uint8Array.from([1, 2, 0, 0, 1, 2, 0, 0, 0, 1, 0]);
  await talk([greeting, ready("ROUTER"), frames], async (connect) => {
    await assertRejects(async () => await (await connect()).receive(), SyntaxError, "at most 1 fit");
  }, { messageBytes: 3 });
  await talk([greeting, ready("ROUTER"), frames], async (connect) => {
    await assertRejects(async () => await (await connect()).receive(), SyntaxError, "more than 1 frames");
  }, { frames: 1 });
});

Deno.test("receive() refuses reserved flags", async () => {
  await talk([greeting, ready("ROUTER"), Uint8Array.of(8, 0)], async (connect) => {
    await assertRejects(async () => await (await connect()).receive(), SyntaxError, "reserved flags");
  });
});

for (
  const [name, sent, message, handshake] of [
    ["a peer of another protocol", [ascii("HTTP/1.1 400 Bad Request\r\n".padEnd(64))], "does not speak ZMTP"],
    ["another mechanism", [greeting.with(12, 0x50)], "mechanism"],
    ["a peer that hangs up", [greeting.subarray(0, 10)], "ended the ZMTP handshake"],
    ["its own echo", [greeting, ready("SUB")], "found SUB"],
    ["a READY cut short", [greeting, Uint8Array.from([4, 7, 5, ...ascii("READY"), 30])], "no READY"],
    ["a silent peer", [], "ended the ZMTP handshake", 300],
  ] as [string, Uint8Array[], string, number?][]
) {
  Deno.test(`connect() refuses ${name}`, async () => {
    await talk(sent, async (connect) => {
      await assertRejects(connect, SyntaxError, message);
    }, { handshake });
  });
}
