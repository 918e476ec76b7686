import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost, type ModelGraph } from '../../../../compiler/index.ts';
import { withAlignedRanks } from '../../../../compiler/targets/keras/aligned-ranks.ts';
import { kerasModule } from '../../../../compiler/targets/keras/module/module.ts';

const compiled = (head: string) =>
  compileModel(
    'm.kmodel',
    createMemoryHost({
      'm.kmodel': `model M {\n  input x: float32[4, 8]\n  input z: float32[8]\n  head y = ${head}\n  head w = z -> Dense(1)\n}\n`,
    }),
  );

const shapesOf = ({ calls, layers, tensors }: ModelGraph, name: string): readonly string[] => {
  const call = calls.find(({ layer }) => layers[layer]!.class === name)!;
  return call.inputs.map((tensor) => `[${tensors[tensor]!.shape.join(', ')}]`);
};

describe('samples of fewer axes', () => {
  it('get theirs behind the batch, where Keras would take the batch for one of the others', () => {
    const { graph } = compiled('maximum(x, z)');
    expect(shapesOf(graph!, 'Maximum')).toEqual(['[4, 8]', '[8]']);
    expect(shapesOf(withAlignedRanks(graph!), 'Maximum')).toEqual(['[4, 8]', '[1, 8]']);
  });

  it('get as many as are missing, on either side', () => {
    const { graph } = compiled('where(z > 0, reshape(x, [2, 2, 8]), 0)');
    expect(shapesOf(withAlignedRanks(graph!), 'Where')).toEqual(['[1, 1, 8]', '[2, 2, 8]']);
  });

  it.each(['x + z', 'maximum(x, [1, 2, 3, 4, 5, 6, 7, 8])', 'maximum(x, 2)', 'maximum(x, x)'])(
    'are left alone where nothing is missing, or Keras’s layer knows: %s',
    (head) => {
      const { graph } = compiled(head);
      expect(withAlignedRanks(graph!)).toBe(graph);
    },
  );

  it('are written out in a module', () => {
    const { graph, origin } = compiled('maximum(x, z)');
    const { text } = kerasModule(graph!, origin, 'm.kmodel');
    const [, name] = /(\w+) = ops\.expand_dims\(z, 1\)/.exec(text)!;
    expect(text).toContain(`y = ops.maximum(x, ${name})`);
  });
});

describe('a number of `pad`', () => {
  it('stands in a module', () => {
    const { graph, origin } = compiled('pad(x, [[1, 1], [0, 0]], constant_values: 2)');
    expect(kerasModule(graph!, origin, 'm.kmodel').text).toContain(
      'ops.pad(x, ((0, 0), (1, 1), (0, 0)), constant_values=2.0)',
    );
  });
});
