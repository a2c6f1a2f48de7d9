import type { Sheet } from '../sheet';
import { cell, frame, heading, HEADING_HEIGHT, type Section } from './grid';
import { textHeight, writeText } from './text';
import { COLOR, INNER, MARGIN, TONE, type Pdf } from './theme';
import { percent } from '../format';

const GAP = 12;
const WIDTH = (INNER - GAP) / 2;
const ROW = 14;
const LABEL = 52;
const ADVICE = { size: 8, lines: 3 };

/** Left: the scores of the labels as bars. Right: likely cause and action, marked as an estimate. */
export function scoresSection(pdf: Pdf, sheet: Sheet): Section {
  const advice: [string, string][] = [
    ['추정 원인', sheet.cause ?? '-'],
    ['권장 조치', sheet.action ?? '-'],
  ];
  const adviceHeights = advice.map(([, text]) => Math.max(24, textHeight(pdf, text, WIDTH - LABEL - 10, ADVICE) + 8));
  const body = Math.max(
    Math.max(1, sheet.scores.length) * ROW + 8,
    adviceHeights.reduce((sum, height) => sum + height, 0),
  );
  return {
    height: HEADING_HEIGHT + body,
    draw(y) {
      heading(pdf, '판정 점수', y);
      drawBars(pdf, sheet, y + HEADING_HEIGHT, body);
      const x = MARGIN + WIDTH + GAP;
      writeText(
        pdf,
        '원인 및 조치 (추정)',
        { x: x + 8, y, width: WIDTH, height: HEADING_HEIGHT },
        { size: 9.5, bold: true },
      );
      pdf.rect(x, y + 4, 3, 10).fill(COLOR.ink);
      let top = y + HEADING_HEIGHT;
      for (const [index, [label, text]] of advice.entries()) {
        const height = index === 0 ? adviceHeights[0]! : body - adviceHeights[0]!;
        cell(pdf, { x, y: top, width: LABEL, height }, label, {
          fill: COLOR.label,
          align: 'center',
          size: 8,
          color: COLOR.soft,
        });
        cell(pdf, { x: x + LABEL, y: top, width: WIDTH - LABEL, height }, text, ADVICE);
        top += height;
      }
    },
  };
}

function drawBars(pdf: Pdf, { scores, outcome }: Sheet, y: number, height: number): void {
  frame(pdf, { x: MARGIN, y, width: WIDTH, height });
  if (scores.length === 0) {
    writeText(
      pdf,
      '점수 없음',
      { x: MARGIN, y, width: WIDTH, height },
      { align: 'center', color: COLOR.soft, size: 8 },
    );
  }
  const track = { x: MARGIN + 86, width: WIDTH - 86 - 46 };
  for (const [index, { name, probability, decided }] of scores.entries()) {
    const top = y + 4 + index * ROW;
    const style = { size: 8, bold: decided };
    writeText(pdf, name, { x: MARGIN + 6, y: top, width: 78, height: ROW }, style);
    pdf.rect(track.x, top + 4, track.width, ROW - 8).fill(COLOR.track);
    pdf.rect(track.x, top + 4, track.width * probability, ROW - 8).fill(decided ? TONE[outcome] : COLOR.bar);
    writeText(
      pdf,
      percent(probability),
      { x: track.x + track.width, y: top, width: 40, height: ROW },
      { ...style, align: 'right' },
    );
  }
}
