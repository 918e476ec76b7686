import { textWidth } from '../../../diagnostics/text-width.ts';
import { styleTexts, type BoxStyle } from '../palette.ts';
import { characterWidth, type Box, type Layout, type Point } from './layout.ts';

const margin = 16;
const swatchWidth = 18;
const rowHeight = 20;
const leastWidth = 320;

export interface LegendEntry {
  readonly style: BoxStyle;
  readonly label: string;
  readonly swatch: Box;
  readonly textAt: Point;
}

/** A picture with its legend below: in rows, as wide as the picture. */
export interface Legend {
  readonly width: number;
  readonly height: number;
  readonly entries: readonly LegendEntry[];
}

/** Places what each colour means below a layout. */
export function layOutLegend(styles: readonly BoxStyle[], layout: Pick<Layout, 'width' | 'height'>): Legend {
  const width = Math.max(layout.width, leastWidth);
  const entries: LegendEntry[] = [];
  let x = margin;
  let y = layout.height + rowHeight / 2;
  for (const style of styles) {
    const label = styleTexts[style];
    const wide = swatchWidth + 6 + textWidth(label) * characterWidth.caption + 18;
    if (x > margin && x + wide > width - margin) {
      x = margin;
      y += rowHeight;
    }
    entries.push({
      style,
      label,
      swatch: { x: x + swatchWidth / 2, y, width: swatchWidth, height: 12 },
      textAt: { x: x + swatchWidth + 6, y: y + 4 },
    });
    x += wide;
  }
  return { width, height: y + rowHeight / 2 + margin / 2, entries };
}
