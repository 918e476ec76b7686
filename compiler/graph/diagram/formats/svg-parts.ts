import type { Box, Point } from './layout.ts';

/** Size of all text but titles, in pixels. */
export const captionSize = 11;

export function rectangle({ x, y, width, height }: Box, style: string, radius: number): string {
  return `<rect class="${style}" x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="${radius}"/>`;
}

/** @param anchor which part of the text stands at the point */
export function text(
  { x, y }: Point,
  content: string,
  style: string,
  size: number,
  anchor: 'middle' | 'start' = 'middle',
): string {
  return `<text class="${style}" x="${round(x)}" y="${round(y)}" font-size="${size}" text-anchor="${anchor}">${escaped(content)}</text>`;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export function escaped(content: string): string {
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
