import { describe, expect, it } from 'vitest';
import { check, createMemoryHost } from '../../../compiler/index.ts';
import type { LayerDeclaration } from '../../../compiler/declarations/define-layer.ts';
import { allLayers } from '../../../compiler/layers/registry.ts';

const shapes = ['', '8', '12, 8', '12, 12, 8', '12, 12, 12, 8', '4, 6, 6, 6, 2'];

/** What examples need where the layer's input alone does not tell. */
const types: Readonly<Record<string, string>> = {
  EinsumDense: 'float32[8]',
  ReversibleEmbedding: 'int32[8]',
};

/** A type that the layer takes. */
function fittingType({ name, input, family }: LayerDeclaration): string {
  if (types[name]) return types[name];
  if (family === 'image') return 'float32[12, 12, 3]';
  const rank = typeof input.rank === 'number' ? input.rank : 2;
  return `${input.dtype === 'integer' ? 'int32' : 'float32'}[${shapes[rank]}]`;
}

describe('examples of layers', () => {
  const written = allLayers().filter(({ internal }) => !internal);
  it.each(written.map((layer) => [layer.name, layer] as const))('that of %s compiles', (_, layer) => {
    const text = `model Example {\n  input x: ${fittingType(layer)}\n  head y = ${layer.example}\n}\n`;
    const { diagnostics, models } = check('example.kmodel', createMemoryHost({ 'example.kmodel': text }));
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
    expect(models[0]!.graph!.layers.at(-1)!.class).toBe(layer.name);
  });
});
