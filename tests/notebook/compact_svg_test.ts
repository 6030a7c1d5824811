import { compactSvg } from "../../lib/notebook/compact_svg.ts";
import { assertEquals } from "../assert.ts";

Deno.test("compactSvg() says the same in fewer bytes, and leaves text alone", () => {
  const svg =
    '<svg width="10"><g class="a" style="opacity: 1;"></g><g class="b"><path class="c" d="M1.2345,2.9999L3,4" ' +
    'style="stroke: rgb(51, 0, 255); stroke-opacity: 1; stroke-width: 0.6px;" transform="translate(0,150.48000000000002)"/>' +
    '\n<text style="fill-opacity: 1;" x="1">0.12345: rgb</text><path style="opacity: 0.5; fill-opacity: 0.2;"/></g></svg>';
  assertEquals(
    compactSvg(svg),
    "<svg width='10'><g><path d='M1.23,3L3,4' style='stroke:#3300ff;stroke-width:0.6px' transform='translate(0,150.48)'/>" +
      "<text x='1'>0.12345: rgb</text><path style='opacity:0.5;fill-opacity:0.2'/></g></svg>",
  );
});

Deno.test("compactSvg() leaves out what clips nothing", () => {
  const svg =
    '<svg><clipPath id="clip1x"><rect width="2"/></clipPath><clipPath id="clip1"><rect width="3"/></clipPath>' +
    '<g clip-path="url(#clip1)"><rect/></g></svg>';
  assertEquals(
    compactSvg(svg),
    "<svg><clipPath id='clip1'><rect width='3'/></clipPath><g clip-path='url(#clip1)'><rect/></g></svg>",
  );
});

Deno.test("compactSvg() keeps what clips and links by name", () => {
  const svg = '<svg><clipPath id="clip1"><rect width="2"/></clipPath><g clip-path="url(#clip1)"><rect/></g></svg>';
  assertEquals(compactSvg(svg), svg.replaceAll('"', "'"));
});
