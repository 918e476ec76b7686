import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check, createMemoryHost, renderDiagnostics } from '../../compiler/index.ts';
import { summarizeModel } from '../../compiler/graph/summary.ts';
import { prepareSamples } from '../../runtime/data/training-data.ts';
import { readCodeBlocks } from './code-blocks.ts';

const blocks = readCodeBlocks('docs/tutorial.md');
const model = blocks.find(({ info }) => info === 'kmodel')!.code;
const texts = blocks.filter(({ info }) => info === 'text').map(({ code }) => code);

/** The tutorial's model with one edit. */
function checked(from: string, to: string) {
  expect(model).toContain(from);
  return check('digits.kmodel', createMemoryHost({ 'digits.kmodel': model.replace(from, to) }));
}

describe('the tutorial', () => {
  it('shows the model that `kmodel init digits` writes', () => {
    expect(model).toBe(readFileSync(new URL('../../examples/digits.kmodel', import.meta.url), 'utf8'));
  });

  it('shows the summary that its model has', () => {
    const { layers, params } = summarizeModel(checked('', '').models[0]!.graph!);
    const shown = texts.find((text) => text.startsWith('Model: Digits'))!;
    for (const layer of layers) expect(shown).toContain(`${layer.name} (${layer.class})`);
    expect(shown).toContain(` Total params: ${params.total.toLocaleString('en')} `);
  });

  it('shows what kmodel says about a misspelt activation', () => {
    const { diagnostics, files } = checked('softmax', 'sofmax');
    expect(texts).toContain(`${renderDiagnostics(diagnostics, files)}\n`);
  });

  it('shows what kmodel says where the layer Flatten is left out', () => {
    const { diagnostics, models } = checked('    -> Flatten()\n', '');
    expect(diagnostics).toEqual([]);
    const zeros = (shape: readonly number[], name: string) => ({
      shape,
      data: new Uint8Array(shape.reduce((product, size) => product * size, 1)),
      source: `\`${name}\` in digits.npz`,
    });
    const data = { image: zeros([2000, 28, 28], 'image'), digit: zeros([2000], 'digit') };
    let message = '';
    try {
      prepareSamples(models[0]!.graph!, data, 'train');
    } catch (error) {
      message = (error as Error).message;
    }
    expect(texts).toContain(`error: ${message}\n`);
  });
});
