import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Diagram } from '../compiler/graph/diagram/diagram.ts';
import { defaultFold, foldDiagram, type Fold } from '../compiler/graph/diagram/fold-diagram.ts';
import { diagramToDot } from '../compiler/graph/diagram/formats/dot.ts';
import { diagramToMermaid } from '../compiler/graph/diagram/formats/mermaid.ts';
import { packageFile } from '../runtime/package-files.ts';
import { svgToPng } from './svg-to-png.ts';

/** A format of `kmodel graph`: what it makes of a diagram with every layer. */
export interface GraphFormat {
  /** The endings of files that mean it. */
  readonly endings: readonly string[];
  readonly draw: (diagram: Diagram, options: DrawOptions) => Promise<string | Uint8Array>;
}

export interface DrawOptions {
  /** Draw the layers of models used as layers, and every round of a `repeat`. */
  readonly expandNested: boolean;
}

/** By the names that `--format` takes. */
export const graphFormats: Readonly<Record<string, GraphFormat>> = {
  svg: { endings: ['svg'], draw: (diagram, options) => toSvg(folded(diagram, options)) },
  png: {
    endings: ['png'],
    draw: async (diagram, options) => svgToPng(await toSvg(folded(diagram, options))),
  },
  html: { endings: ['html', 'htm'], draw: toHtml },
  dot: { endings: ['dot', 'gv'], draw: async (diagram, options) => diagramToDot(folded(diagram, options)) },
  mermaid: {
    endings: ['mmd', 'mermaid'],
    draw: async (diagram, options) => diagramToMermaid(folded(diagram, options)),
  },
  json: {
    endings: ['json'],
    draw: async (diagram, options) => `${JSON.stringify(folded(diagram, options), null, 2)}\n`,
  },
};

function folded(diagram: Diagram, { expandNested }: DrawOptions): Diagram {
  const fold: Fold = expandNested ? () => false : defaultFold;
  return foldDiagram(diagram, fold);
}

/** The layout library loads when the first picture is asked for. */
async function toSvg(diagram: Diagram): Promise<string> {
  const { diagramToSvg } = await import('../compiler/graph/diagram/formats/svg.ts');
  return diagramToSvg(diagram);
}

/** The page folds and unfolds by itself, so it gets every layer. */
async function toHtml(diagram: Diagram): Promise<string> {
  const { diagramToHtml } = await import('../compiler/graph/diagram/formats/html.ts');
  const script = readFileSync(packageFile('dist/pages/diagram.js'), 'utf8').trim();
  const hash = createHash('sha256').update(script).digest('base64');
  return diagramToHtml(diagram, script, hash);
}
