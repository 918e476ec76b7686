import { describe, expect, it } from 'vitest';
import { check, createMemoryHost, renderDiagnostics } from '../../compiler/index.ts';
import type { ModelGraph } from '../../compiler/index.ts';
import type { LoadedArray } from '../../runtime/data/tensor-like.ts';
import { prepareSamples } from '../../runtime/data/training-data.ts';
import { readCodeBlocks } from './code-blocks.ts';

const page = 'docs/mistakes.md';
const blocks = readCodeBlocks(page);
const mistakes = blocks.flatMap((block, index) =>
  block.info === 'kmodel' ? [{ ...block, says: blocks[index + 1] }] : [],
);

/** The data of mistakes that only the data shows, by model: the shapes in a file of the model's name. */
const data: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  Digits: { image: [1000, 28, 28], digit: [1000, 64] },
  Sentiment: { words: [500, 20, 8], positive: [500, 1] },
};

function zeros(model: ModelGraph): Readonly<Record<string, LoadedArray>> {
  const shapes = data[model.name];
  if (!shapes) throw new Error(`\`${model.name}\` has no mistake.`);
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const count = shape.reduce((product, size) => product * size, 1);
      const source = `\`${name}\` in ${model.name.toLowerCase()}.npz`;
      return [name, { shape, data: new Float32Array(count), source }];
    }),
  );
}

function outcome(code: string): string {
  const path = 'model.kmodel';
  const { diagnostics, files, models } = check(path, createMemoryHost({ [path]: code }));
  if (diagnostics.length > 0) return renderDiagnostics(diagnostics, files);
  const model = models[0]!.graph!;
  try {
    prepareSamples(model, zeros(model), 'train');
  } catch (error) {
    return `error: ${(error as Error).message}`;
  }
  throw new Error('The data fits.');
}

describe('the page of mistakes', () => {
  it('shows what kmodel says behind every example', () => {
    expect(blocks.map(({ info }) => info)).toEqual(mistakes.flatMap(() => ['kmodel', 'text']));
    expect(new Set(mistakes.map(({ heading }) => heading)).size).toBe(mistakes.length);
  });

  it.each(mistakes)('$heading', ({ code, says }) => {
    expect(`${outcome(code)}\n`).toBe(says?.code);
  });
});
