/**
 * Rows of pictures: samples of two methods from the same noise, or one picture at many times.
 * @module
 */
import type { Annotation } from "plotly.js-dist";
import { checkFinite, checkInteger } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { makeFigure } from "./figure.ts";
import { label, textWidth } from "./labels.ts";
import { paperPixels, type PaperWidth, textSize } from "./theme.ts";
import type { Figure, FigureInfo } from "./types.ts";

/**
 * Pictures that belong together: one row of the grid, or several where `perRow` breaks it.
 * @category Figures
 */
export interface PictureRow {
  /** At their left, such as "DDPM"; the empty string for none. */
  readonly label: string;
  /** The pictures' values in [−1, 1], n × height × width × channels in this order; what lies outside is clipped. */
  readonly pictures: ArrayLike<number>;
  /** Whether a wider gap stands above it, since another group begins; false unless told. */
  readonly apart?: boolean;
}

/**
 * The shape of every picture in a grid, and the grid's.
 * @category Figures
 */
export interface PictureGrid {
  /** Rows of pixels. */
  readonly height: number;
  /** Pixels in a row. */
  readonly width: number;
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: 1 | 3;
  /** Above each column of pictures, such as "t = 100". */
  readonly columnLabels?: readonly string[];
  /** Pictures side by side at most; a longer row goes on below. By default no row is broken. */
  readonly perRow?: number;
  /** How wide it is in the paper: "text" (397 pt, ICLR's), "column" (252 pt) or points; the text unless told. */
  readonly paperWidth?: PaperWidth;
}

/** Page and gaps in CSS pixels: between pictures, and between groups of rows beyond that. */
const edge = 4;
const gap = 3;
const groupGap = 8;

/**
 * Draws rows of pictures, each pixel a crisp square.
 * @param info Name, caption and provenance.
 * @param rows The rows.
 * @param grid The pictures' shape, and how many stand side by side.
 * @returns The figure; its numbers are `rows[i]` with `label` and `pictures`, each a list of bytes in 0…255.
 * @throws {TypeError} If a row does not hold whole pictures.
 * @throws {RangeError} If there is no picture, a value is not finite or the shape is not one of pictures.
 * @category Figures
 */
export async function imageGrid(info: FigureInfo, rows: readonly PictureRow[], grid: PictureGrid): Promise<Figure> {
  checkArguments("imageGrid", arguments);
  const { height, width, channels, columnLabels = [], paperWidth = "text" } = grid;
  checkInteger("draw pictures", "height", height, 1, 4096);
  checkInteger("draw pictures", "width", width, 1, 4096);
  const bytes = rows.map((row) => toBytes(row, height * width * channels));
  const longest = Math.max(0, ...bytes.map((pictures) => pictures.length));
  checkInteger("draw pictures", "the number of pictures in the longest row", longest, 1);
  const across = Math.min(longest, grid.perRow ?? longest);
  checkInteger("draw pictures", "perRow", across, 1);
  const blocks = bytes.map((pictures) => broken(pictures, across));
  const lines = blocks.flat();

  const left = edge +
    Math.ceil(Math.max(...rows.map((row) => row.label ? textWidth(row.label, textSize.title) + 8 : 0)));
  const top = edge + (columnLabels.length > 0 ? 16 : 0);
  const most = paperPixels(paperWidth);
  const zoom = pixelSize((most - left - edge - (across - 1) * gap) / across / width);
  const [cellWidth, cellHeight] = [zoom * width, zoom * height];
  const pageWidth = Math.ceil(left + across * (cellWidth + gap) - gap + edge);
  // How far each line of pictures stands lower for the groups above it.
  const lower = blocks.flatMap((block, i) => {
    const groups = rows.slice(1, i + 1).filter(({ apart }) => apart).length;
    return block.map(() => groups * groupGap);
  });
  const pageHeight = Math.ceil(top + lines.length * (cellHeight + gap) - gap + edge + (lower.at(-1) ?? 0));
  const x = (column: number) => left + column * (cellWidth + gap);
  const y = (row: number) => pageHeight - top - row * (cellHeight + gap) - lower[row];

  const images = await Promise.all(lines.map(async (pictures, row) => ({
    source: await stripe(pictures, grid, zoom),
    xref: "paper" as const,
    yref: "paper" as const,
    x: x(0) / pageWidth,
    y: y(row) / pageHeight,
    sizex: (x(pictures.length - 1) + cellWidth - x(0)) / pageWidth,
    sizey: cellHeight / pageHeight,
    sizing: "stretch" as const,
    layer: "below" as const,
  })));
  const annotations: Partial<Annotation>[] = [];
  let line = 0;
  rows.forEach(({ label }, i) => {
    const middle = y(line) - (blocks[i].length * (cellHeight + gap) - gap) / 2;
    line += blocks[i].length;
    annotations.push(note(label, (left - 8) / pageWidth, middle / pageHeight, "right", "middle"));
  });
  columnLabels.slice(0, across).forEach((text, i) => {
    annotations.push(note(text, (x(i) + cellWidth / 2) / pageWidth, y(0) / pageHeight, "center", "bottom"));
  });
  const hidden = { visible: false, range: [0, 1] as [number, number] };
  return makeFigure(info, {
    // Without a trace Plotly draws axes of its own choice.
    data: [{ type: "scatter", x: [], y: [], hoverinfo: "skip" }],
    layout: {
      images,
      annotations: annotations.filter(({ text }) => text !== ""),
      margin: { l: 0, r: 0, t: 0, b: 0 },
      xaxis: hidden,
      yaxis: hidden,
    },
    width: pageWidth,
    height: pageHeight,
    numbers: {
      shape: [height, width, channels],
      rows: rows.map((row, i) => ({ label: row.label, pictures: bytes[i].map((picture) => Array.from(picture)) })),
    },
  });
}

/** The largest side of a pixel that fits and is a whole number of device pixels at two to the CSS pixel. */
function pixelSize(room: number): number {
  return room >= 1 ? Math.floor(room * 2) / 2 : room;
}

function broken<T>(items: T[], length: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, i) => items.slice(i * length, (i + 1) * length));
}

function toBytes({ label, pictures }: PictureRow, size: number): Uint8Array[] {
  if (pictures.length % size !== 0) {
    throw new TypeError(
      `Cannot draw pictures: row "${label}" must hold pictures of ${size} values, got ${pictures.length}`,
    );
  }
  checkFinite("draw pictures", `row "${label}"`, pictures);
  return Array.from({ length: pictures.length / size }, (_, i) =>
    Uint8Array.from({ length: size }, (_, j) => {
      const value = Math.min(1, Math.max(-1, pictures[i * size + j]));
      return Math.round((value + 1) * 127.5);
    }));
}

/**
 * A row of pictures with transparent gaps as one PNG, each of its pixels repeated to its drawn size: viewers that smooth
 * what they enlarge, as those of PDF do, find nothing to enlarge.
 */
async function stripe(pictures: Uint8Array[], { height, width, channels }: PictureGrid, zoom: number): Promise<string> {
  const repeat = Math.max(1, Math.round(zoom * 2));
  const step = width * repeat + Math.round(gap * 2 * repeat / (zoom * 2));
  const [totalWidth, totalHeight] = [(pictures.length - 1) * step + width * repeat, height * repeat];
  const pixels = new Uint8Array(totalWidth * totalHeight * 4);
  pictures.forEach((picture, i) => {
    for (let row = 0; row < totalHeight; row++) {
      for (let column = 0; column < width * repeat; column++) {
        const from = (Math.floor(row / repeat) * width + Math.floor(column / repeat)) * channels;
        const to = (row * totalWidth + i * step + column) * 4;
        for (let c = 0; c < 3; c++) pixels[to + c] = picture[from + (channels === 3 ? c : 0)];
        pixels[to + 3] = 255;
      }
    }
  });
  // Loaded here: it takes most of a second, which notebooks without pictures need not wait.
  const { default: sharp } = await import("sharp");
  const image = sharp(pixels, { raw: { width: totalWidth, height: totalHeight, channels: 4 } });
  const png = await image.png({ compressionLevel: 9 }).toBuffer();
  return `data:image/png;base64,${png.toString("base64")}`;
}

function note(
  text: string,
  x: number,
  y: number,
  xanchor: "right" | "center",
  yanchor: "middle" | "bottom",
): Partial<Annotation> {
  const font = { size: yanchor === "bottom" ? textSize.tick : textSize.title };
  return { text: label(text), x, y, xanchor, yanchor, xref: "paper", yref: "paper", showarrow: false, font };
}
