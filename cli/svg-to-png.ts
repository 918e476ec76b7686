import type { Resvg, ResvgRenderOptions } from '@resvg/resvg-js';
import { KmodelError } from '../runtime/errors.ts';

/** Pixels of the picture for each of the drawing: sharp on screens of double density. */
const density = 2;
/** Wider or higher pictures are refused by viewers, and take gigabytes to draw. */
const mostPixels = 16_384;
/** Sans-serif fonts of Windows, macOS and Linux. */
const families = ['Segoe UI', 'Helvetica', 'Arial', 'Liberation Sans', 'Noto Sans', 'DejaVu Sans'];

/**
 * A drawing as a PNG picture of twice its size, on white.
 * @throws KmodelError where the picture would be too large, or no font is there to write with
 */
export async function svgToPng(svg: string): Promise<Uint8Array> {
  const { Resvg: Renderer } = await import('@resvg/resvg-js');
  const options: ResvgRenderOptions = { background: '#fff', font: fontOptions(Renderer) };
  const { width, height } = new Renderer(svg, options);
  const scale = Math.min(density, mostPixels / Math.max(width, height));
  if (scale < 0.25)
    throw new KmodelError(
      `A picture of ${Math.round(width)} × ${Math.round(height)} pixels is too large for PNG.`,
      'Write `.svg` or `.html` instead.',
    );
  return new Renderer(svg, { ...options, fitTo: { mode: 'zoom', value: scale } }).render().asPng();
}

/** The renderer knows no `sans-serif` of the system: a family that is there is found by what it draws. */
function fontOptions(Renderer: typeof Resvg): ResvgRenderOptions['font'] {
  const sample = (defaultFontFamily: string): Uint8Array => {
    const font = { loadSystemFonts: true, defaultFontFamily };
    const text =
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text y="16">Mg</text></svg>';
    return new Renderer(text, { background: '#fff', font }).render().pixels;
  };
  const fallback = sample('no such family');
  const family = families.find((name) => Buffer.compare(sample(name), fallback) !== 0);
  if (family === undefined && !fallback.some((value) => value < 128))
    throw new KmodelError(
      'This machine has no font to write with.',
      'Install one (Debian: `apt install fonts-dejavu-core`), or write `.svg` or `.html` instead.',
    );
  return { loadSystemFonts: true, ...(family === undefined ? {} : { defaultFontFamily: family }) };
}
