import { describe, expect, it } from 'vitest';
import { check, createMemoryHost } from '../../compiler/index.ts';
import type { LayerDeclaration } from '../../compiler/declarations/define-layer.ts';
import { allLayers } from '../../compiler/layers/registry.ts';
import { variable, type Size } from '../../compiler/shapes/size.ts';
import { dtypes, type TensorType } from '../../compiler/shapes/types.ts';
import { completion } from '../../lsp/features/completion.ts';
import { layerFits } from '../../lsp/fits.ts';
import { openTexts } from './support/session.ts';

/** Shapes of none to five axes, with every axis known, the first unknown, or the last. */
const shapes: readonly (readonly (number | string)[])[] = Array.from({ length: 6 }, (_, rank) => {
  const known = Array.from({ length: rank }, (__, axis) => 4 + axis);
  if (rank === 0) return [known];
  return [known, ['T', ...known.slice(1)], [...known.slice(0, -1), 'S'], known.map((__, axis) => `T${axis}`)];
}).flat();

const types = dtypes.flatMap((dtype) => shapes.map((shape) => ({ dtype, shape })));

/** The call in a layer's example, which has all that the layer needs. */
function exampleCall({ name, example }: LayerDeclaration): string {
  const start = example.indexOf(`${name}(`);
  let depth = 0;
  for (let end = start; end < example.length; end++) {
    if (example[end] === '(') depth++;
    if (example[end] === ')' && --depth === 0) return example.slice(start, end + 1);
  }
  throw new Error(`the example of ${name} has no call of it: ${example}`);
}

/** What a checker says before it computes anything: rank, dtype, or a size that has to be known. */
const beforeComputing = new Set(['KM3001', 'KM3005', 'KM3006']);

/** The types that the checker refuses, one line of a model each. */
function refusedByChecker(layer: LayerDeclaration): ReadonlySet<number> {
  const call = exampleCall(layer);
  const inputs = types.map(({ dtype, shape }, index) => `  input x${index}: ${dtype}[${shape.join(', ')}]\n`);
  const uses = types.map((_, index) => `  branch y${index} = x${index} -> ${call}\n`);
  const text = `model A {\n${inputs.join('')}${uses.join('')}  head h = x0 -> Identity()\n}\n`;
  const { diagnostics } = check('a.kmodel', createMemoryHost({ 'a.kmodel': text }));
  const refused = new Set<number>();
  for (const { code, message, place } of diagnostics) {
    const index = text.slice(0, place.span.start).split('\n').length - 2 - types.length;
    if (index >= 0 && beforeComputing.has(code) && message.startsWith(`${layer.name} `)) refused.add(index);
  }
  return refused;
}

const layers = allLayers().filter(({ internal, input }) => !internal && (input.count ?? 'one') === 'one');

/** Layers whose arguments name the axis that has to be known: before they are written, none can be refused for it. */
const knownByArguments: ReadonlySet<string> = new Set([
  'EinsumDense',
  'ReversibleEmbedding',
  'PReLU',
  'BatchNormalization',
  'LayerNormalization',
  'GroupNormalization',
  'RMSNormalization',
  'Normalization',
  'TextVectorization',
]);

describe('checker and editor judge what a layer takes alike', () => {
  it.each(layers.map((layer) => [layer.name, layer] as const))('%s', (_, layer) => {
    const refused = refusedByChecker(layer);
    const fits = (type: (typeof types)[number]): boolean => {
      const shape = type.shape.map((size): Size => (typeof size === 'string' ? variable(size) : size));
      return layerFits(layer, { dtype: type.dtype, shape } satisfies TensorType);
    };
    for (const [index, type] of types.entries()) {
      const text = `${type.dtype}[${type.shape.join(', ')}]`;
      if (fits(type) && knownByArguments.has(layer.name)) continue;
      expect({ type: text, fits: fits(type) }).toEqual({ type: text, fits: !refused.has(index) });
    }
  });
});

/** Labels in the order in which an editor shows them. */
function labels(marked: string): readonly string[] {
  const { session, path, position } = openTexts(marked);
  return [...completion(session, path, position)]
    .sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1))
    .map(({ label }) => label);
}

describe('the two drifts that there were', () => {
  it('bytes flow into an Embedding, and the editor offers it for them', () => {
    const offered = labels('model A {\n  input x: uint8[8]\n  head y = x -> ┆\n}\n');
    expect(offered.indexOf('Embedding')).toBeLessThan(offered.indexOf('Conv1D'));
  });

  it('behind a softmax, every loss on distributions is offered before the others', () => {
    const offered = labels(
      'model A {\n  input x: float32[8]\n  head y = x -> Dense(3, activation: softmax) {\n    loss: ┆\n  }\n}\n',
    );
    const at = (name: string): number => offered.indexOf(name);
    for (const name of ['categorical_crossentropy', 'categorical_focal_crossentropy']) {
      expect(at(name), name).toBeGreaterThanOrEqual(0);
      expect(at(name), name).toBeLessThan(at('mean_squared_error'));
      expect(at(name), name).toBeLessThan(at('binary_crossentropy'));
    }
  });
});

describe('what is offered comes in the order of use', () => {
  it('layers', () => {
    const offered = labels('model A {\n  input x: float32[8]\n  head y = x -> ┆\n}\n');
    expect(offered.slice(0, 2)).toEqual(['Dense', 'Dropout']);
    expect(offered.indexOf('Dense')).toBeLessThan(offered.indexOf('Activation'));
  });

  it('activations', () => {
    const offered = labels('model A {\n  input x: float32[8]\n  head y = x -> Dense(3, activation: ┆)\n}\n');
    expect(offered.slice(0, 3)).toEqual(['relu', 'softmax', 'sigmoid']);
    expect(offered.indexOf('relu')).toBeLessThan(offered.indexOf('celu'));
  });
});
