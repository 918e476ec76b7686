import type { LayerDeclaration } from '../compiler/declarations/define-layer.ts';

const shapes = ['', '8', '12, 8', '12, 12, 8', '12, 12, 12, 8', '4, 6, 6, 6, 2'];

/** What examples need where the layer's input alone does not tell. */
const types: Readonly<Record<string, string>> = {
  EinsumDense: 'float32[8]',
  ReversibleEmbedding: 'int32[8]',
};

/** A type that a layer takes in its example. */
export function fittingType({ name, input, family }: LayerDeclaration): string {
  if (types[name]) return types[name];
  if (family === 'image') return 'float32[12, 12, 3]';
  if (input.dtype === 'string' || input.dtype === 'category') return 'string';
  const rank = typeof input.rank === 'number' ? input.rank : 2;
  return `${input.dtype === 'integer' ? 'int32' : 'float32'}[${shapes[rank]}]`;
}
