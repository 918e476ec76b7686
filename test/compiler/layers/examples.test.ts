import { describe, expect, it } from 'vitest';
import { check, createMemoryHost } from '../../../compiler/index.ts';
import { cellOf } from '../../../compiler/layers/recurrent/base-cell.ts';
import { allLayers } from '../../../compiler/layers/registry.ts';
import { fittingType } from '../../../scripts/fitting-type.ts';

describe('examples of layers', () => {
  const written = allLayers().filter(({ internal }) => !internal);
  it.each(written.map((layer) => [layer.name, layer] as const))('that of %s compiles', (_, layer) => {
    const text = `model Example {\n  input x: ${fittingType(layer)}\n  head y = ${layer.example}\n}\n`;
    const { diagnostics, models } = check('example.kmodel', createMemoryHost({ 'example.kmodel': text }));
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
    const made = cellOf(layer) ? 'RNN' : layer.name;
    expect(models[0]!.graph!.layers.at(-1)!.class).toBe(made);
  });
});
