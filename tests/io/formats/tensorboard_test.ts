import { encodeEvent, stepOfEvent, type SummaryEvent, type VersionEvent } from "../../../lib/io/formats/tensorboard.ts";
import { tfRecord } from "../../../lib/io/formats/tfrecord.ts";
import { assertEquals, assertThrows } from "../../assert.ts";
import recorded from "../../peers/events.json" with { type: "json" };

Deno.test("encodeEvent() and tfRecord() write the bytes of TensorBoard's own writer", () => {
  assertEquals(recorded.records.length, 9);
  for (const { event, record } of recorded.records) {
    const pictures = event.pictures && { samples: Uint8Array.fromHex(event.pictures.samples) };
    const message = encodeEvent({ ...event, ...(pictures && { pictures }) } as unknown as VersionEvent | SummaryEvent);
    assertEquals(tfRecord(message).toHex(), record);
    assertEquals(stepOfEvent(message), event.step ?? 0);
  }
});

Deno.test("stepOfEvent() passes over other fields, and refuses what is no event", () => {
  // Field 3 of 4 bytes, field 4 of 8, field 6 of 2 with a length, then the step 7.
  const other = Uint8Array.of(0x1d, 1, 2, 3, 4, 0x21, 1, 2, 3, 4, 5, 6, 7, 8, 0x32, 2, 9, 9, 0x10, 7);
  assertEquals(stepOfEvent(other), 7);
  assertThrows(() => stepOfEvent(Uint8Array.of(0x10, 0x80)), RangeError, "it ends at byte 2");
  assertThrows(() => stepOfEvent(Uint8Array.of(0x09, 0, 0, 0, 0, 0, 0, 0, 0, 0x0f)), RangeError, "as byte 9 does");
});

Deno.test("encodeEvent() refuses a picture that is no PNG", () => {
  const event = { wallTime: 0, step: 0, pictures: { samples: new Uint8Array(100) } };
  assertThrows(() => encodeEvent(event), TypeError, 'Cannot write an event: the picture "samples" is no PNG');
});
