import type { LayerFamily } from '../../declarations/define-layer.ts';
import type { DiagramNode } from './diagram.ts';

/** What a box is coloured by: the family of a layer, else what it is. */
export type BoxStyle = LayerFamily | Exclude<DiagramNode['kind'], 'layer'>;

interface Paint {
  readonly fill: string;
  readonly stroke: string;
}

/** Light fills for dark text, and outlines that tell families apart on their own. */
export const palette: Readonly<Record<BoxStyle, Paint>> = {
  input: { fill: '#e0f2fe', stroke: '#0369a1' },
  head: { fill: '#dcfce7', stroke: '#15803d' },
  group: { fill: '#e2e8f0', stroke: '#334155' },
  core: { fill: '#dbeafe', stroke: '#2563eb' },
  convolutional: { fill: '#fef3c7', stroke: '#b45309' },
  pooling: { fill: '#ffedd5', stroke: '#ea580c' },
  recurrent: { fill: '#ede9fe', stroke: '#7c3aed' },
  attention: { fill: '#fce7f3', stroke: '#db2777' },
  normalization: { fill: '#ccfbf1', stroke: '#0f766e' },
  regularization: { fill: '#f5f5f4', stroke: '#78716c' },
  reshaping: { fill: '#f1f5f9', stroke: '#64748b' },
  merging: { fill: '#e0e7ff', stroke: '#4f46e5' },
  operator: { fill: '#eef2ff', stroke: '#6366f1' },
  function: { fill: '#fae8ff', stroke: '#a21caf' },
  preprocessing: { fill: '#ecfccb', stroke: '#4d7c0f' },
  image: { fill: '#fdf4ff', stroke: '#86198f' },
  activation: { fill: '#ffe4e6', stroke: '#e11d48' },
  wrapper: { fill: '#cffafe', stroke: '#0e7490' },
  own: { fill: '#fefce8', stroke: '#854d0e' },
};

/** What each colour means, for legends. */
export const styleTexts: Readonly<Record<BoxStyle, string>> = {
  input: 'input',
  head: 'head',
  group: 'several layers',
  core: 'core',
  convolutional: 'convolution',
  pooling: 'pooling',
  recurrent: 'recurrent',
  attention: 'attention',
  normalization: 'normalization',
  regularization: 'regularization',
  reshaping: 'reshaping',
  merging: 'merging',
  operator: 'operator',
  function: 'function',
  preprocessing: 'preprocessing',
  image: 'images',
  activation: 'activation',
  wrapper: 'wrapper',
  own: 'declared in the text',
};

export function boxStyle(node: Pick<DiagramNode, 'kind' | 'family'>): BoxStyle {
  return node.kind === 'layer' ? (node.family ?? 'core') : node.kind;
}

/** The styles that a diagram shows, in the order of the legend. */
export function stylesOf(nodes: readonly DiagramNode[]): readonly BoxStyle[] {
  const shown = new Set(nodes.map(boxStyle));
  return (Object.keys(palette) as BoxStyle[]).filter((style) => shown.has(style));
}
