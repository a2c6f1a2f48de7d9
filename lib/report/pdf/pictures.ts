import type { Point } from '../../inspection/record';
import { frame, type Section } from './grid';
import { writeText, type Box } from './text';
import { COLOR, INNER, MARGIN, TONE, type Pdf } from './theme';

/** JPEG files of one inspection, embedded as they are. */
export interface SheetPictures {
  picture?: Uint8Array;
  /** With the regions drawn in by the engine. */
  overlay?: Uint8Array;
  /** Where the judged words are seen. */
  why?: Uint8Array;
  /** Where the captioner looked as it wrote a defect's word. */
  looked?: Uint8Array;
  /** Outlines in fractions of the picture's width and height, drawn by the document when there is no overlay. */
  outlines: Point[][];
}

const GAP = 8;
const CAPTION = 14;

/** The picture, what was found in it and, where it was asked, why of judgement and caption: side by side, in the given height. */
export function pictureSection(pdf: Pdf, pictures: SheetPictures, height: number): Section {
  const asked = [
    { jpeg: pictures.why, title: '판정 근거' },
    { jpeg: pictures.looked, title: '설명 근거' },
  ].filter(({ jpeg }) => jpeg);
  const count = 2 + asked.length;
  const width = (INNER - (count - 1) * GAP) / count;
  return {
    height,
    draw(y) {
      const boxes = Array.from({ length: count }, (_, index): Box => {
        return { x: MARGIN + index * (width + GAP), y, width, height: height - CAPTION };
      });
      const [left, middle, ...rest] = boxes as [Box, Box, ...Box[]];
      const picture = open(pdf, pictures.picture);
      const overlay = open(pdf, pictures.overlay);
      place(pdf, picture, left);
      const marked = place(pdf, overlay ?? picture, middle);
      if (!overlay && marked) outline(pdf, pictures.outlines, marked);
      caption(pdf, '촬영 사진', left);
      caption(pdf, '검출 위치', middle);
      for (const [index, { jpeg, title }] of asked.entries()) {
        place(pdf, open(pdf, jpeg), rest[index]!);
        caption(pdf, title, rest[index]!);
      }
    },
  };
}

function caption(pdf: Pdf, text: string, { x, y, width, height }: Box): void {
  writeText(pdf, text, { x, y: y + height, width, height: CAPTION }, { size: 7.5, align: 'center', color: COLOR.soft });
}

/** A picture as pdfkit holds it: drawn twice, it is embedded once. */
interface OpenImage {
  width: number;
  height: number;
  /** EXIF, 1..8; pdfkit turns the picture accordingly. */
  orientation?: number;
}

function open(pdf: Pdf, jpeg: Uint8Array | undefined): OpenImage | undefined {
  if (!jpeg) return undefined;
  const source = pdf as Pdf & { openImage(bytes: Buffer): OpenImage };
  return source.openImage(Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength));
}

/** Fits the picture into the box; where it came to lie, or nothing when there is none. */
function place(pdf: Pdf, image: OpenImage | undefined, box: Box): Box | undefined {
  frame(pdf, box, COLOR.label);
  if (!image) {
    writeText(pdf, '사진 없음', box, { align: 'center', color: COLOR.soft });
    return undefined;
  }
  const turned = (image.orientation ?? 1) > 4;
  const [wide, high] = turned ? [image.height, image.width] : [image.width, image.height];
  const scale = Math.min((box.width - 4) / wide, (box.height - 4) / high);
  const [width, height] = [wide * scale, high * scale];
  const at = { x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width, height };
  pdf.image(image as never, at.x, at.y, { fit: [width, height] });
  return at;
}

function outline(pdf: Pdf, outlines: Point[][], { x, y, width, height }: Box): void {
  pdf.lineWidth(1.2);
  for (const points of outlines) {
    if (points.length < 2) continue;
    pdf.polygon(...points.map(([u, v]): [number, number] => [x + u * width, y + v * height])).stroke(TONE.ng);
  }
}
