import { describe, expect, it } from 'vitest';
import { conditionText, sizesOf } from '../../../compiler/graph/conditions.ts';
import { fitArguments, fitArgumentText } from '../../../compiler/graph/fit-arguments.ts';
import { graphInputs, hostPart } from '../../../compiler/graph/host-part.ts';
import { loggedValues } from '../../../compiler/graph/logged-values.ts';
import { namedTensors } from '../../../compiler/graph/named-tensors.ts';
import { eachOptimizer, optimizerOf } from '../../../compiler/graph/optimizers.ts';
import { refusedEntries } from '../../../compiler/graph/refused-entries.ts';
import { isStateful, keepsStates } from '../../../compiler/graph/stateful.ts';
import { sizeText } from '../../../compiler/shapes/size.ts';
import { graphOf } from '../harness.ts';

const model = (members: string): string => `model A {\n  input x: float32[4]\n  ${members}\n}\n`;

describe('what training logs', () => {
  const logged = (members: string): readonly string[] =>
    loggedValues(graphOf(model(members)).heads).map(({ name, better }) => `${name} ${better}`);

  it('is the loss and the metrics of a lone head, by Keras’s names', () => {
    expect(
      logged(
        'head y = x -> Dense(2, activation: softmax) { loss: categorical_crossentropy, metrics: [accuracy, mse] }',
      ),
    ).toEqual(['loss lower', 'accuracy higher', 'mse lower']);
  });

  it('bears the names of heads where there are several', () => {
    expect(
      logged('head a = x -> Dense(1) { loss: mse }\n  head b = x -> Dense(1) { loss: mae, metrics: [mse] }'),
    ).toEqual(expect.arrayContaining(['loss lower', 'a_loss lower', 'b_loss lower', 'b_mse lower']));
  });

  it('numbers names that repeat', () => {
    const names = logged(
      'head y = x -> Dense(2) { loss: mse, metrics: [MeanAbsoluteError(), MeanAbsoluteError()] }',
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it('has objectives by their names', () => {
    expect(loggedValues([], { objectives: ['kl'] }).map(({ name }) => name)).toContain('kl');
  });
});

describe('the tensors that bear a name', () => {
  it('are heads, branches and layers; a branch before a layer of its name', () => {
    const graph = graphOf(
      model('branch code = x -> Dense(3, name: "wide") -> ReLU()\n  head y = code -> Dense(2)'),
    );
    const named = namedTensors(graph);
    expect([...named.keys()]).toEqual(expect.arrayContaining(['wide', 'code', 'y']));
    expect(named.get('wide')).not.toBe(named.get('code'));
    expect(named.get('y')).toBe(graph.heads[0]!.tensor);
  });
});

describe('optimizers of parts', () => {
  const { training } = graphOf(
    model(
      'branch code = x -> Dense(3, name: "code")\n  head y = code -> Dense(2, name: "out") { loss: mse }\n  train { optimizer: { code: SGD(), rest: Adam() } }',
    )
      .replace(
        'branch code = x -> Dense(3, name: "code")',
        'shared code = Dense(3)\n  branch made = x -> code',
      )
      .replace('head y = code', 'head y = made'),
  );
  it('have their weights, and the rest has all others', () => {
    expect(optimizerOf(training, 'out').optimizer.declaration.name).toBe('Adam');
    expect(optimizerOf(training, 'code')).toMatchObject({ part: 'code', optimizer: { name: 'SGD' } });
    expect(eachOptimizer(training).map(({ part }) => part)).toEqual(['code', undefined]);
  });
});

describe('states that layers keep between batches', () => {
  const sequence = (layer: string) =>
    graphOf(`model A {\n  input x: float32[T, 4]\n  head y = x -> ${layer}\n}\n`);
  it('are kept with `stateful: true`, in wrappers as well', () => {
    expect(keepsStates(sequence('LSTM(2)'))).toBe(false);
    expect(keepsStates(sequence('LSTM(2, stateful: true)'))).toBe(true);
    expect(keepsStates(sequence('Bidirectional(LSTM(2, stateful: true))'))).toBe(true);
    expect(isStateful({})).toBe(false);
  });
});

describe('conditions on sizes', () => {
  it('read as expressions: a window needs that many steps', () => {
    const { conditions } = graphOf(
      'model A {\n  input x: float32[T, 4]\n  head y = x -> Conv1D(2, 5) -> GlobalMaxPooling1D()\n}\n',
    );
    expect(conditions.map(conditionText)).toEqual(['T >= 5']);
    expect(conditions.flatMap(sizesOf).map(sizeText)).toEqual(['T']);
  });
});

describe('conditions on two sizes', () => {
  it('are that they are equal', () => {
    const { conditions } = graphOf(
      'model A {\n  input x: float32[T, 4]\n  input z: float32[S, 4]\n  head y = [x, z] -> Add() -> GlobalMaxPooling1D()\n}\n',
    );
    expect(conditions.map(conditionText)).toEqual(['T == S']);
    expect(conditions.flatMap(sizesOf).map(sizeText)).toEqual(['T', 'S']);
  });
});

describe('what runs before the graph', () => {
  it('are layers of words, and what the graph is fed is made by them', () => {
    const graph = graphOf(
      'model A {\n  input text: string[]\n  head y = text -> TextVectorization(max_tokens: 10, output_sequence_length: 4) -> Embedding(10, 2) -> Flatten() -> Dense(1)\n}\n',
    );
    const { calls } = hostPart(graph);
    expect(calls.map(({ layer }) => graph.layers[layer]!.class)).toEqual(['TextVectorization']);
    expect([...graphInputs(graph).keys()]).not.toContain('text');
  });

  it('is nothing in a model of numbers', () => {
    const graph = graphOf(model('head y = x -> Dense(1)'));
    expect(hostPart(graph).calls).toEqual([]);
    expect([...graphInputs(graph).keys()]).toEqual(['x']);
  });
});

describe('entries without a place', () => {
  const lookup = (rest: string) =>
    graphOf(
      `model A {\n  input x: string[]\n  head y = x -> StringLookup(vocabulary: ["a", "b"]${rest}) -> Embedding(4, 2) -> Flatten()\n}\n`,
    );
  it('are refused by a vocabulary that has no number for unknown ones', () => {
    const graph = lookup(', num_oov_indices: 0');
    const refused = refusedEntries(graph, graph.inputs[0]!);
    expect([refused?.refuses('a'), refused?.refuses('c')]).toEqual([false, true]);
  });

  it('are taken where it has one', () => {
    const graph = lookup('');
    expect(refusedEntries(graph, graph.inputs[0]!)).toBeUndefined();
  });
});

describe('arguments of fit', () => {
  it('are those that `train` states', () => {
    const { training } = graphOf(model('head y = x -> Dense(1) { loss: mse }\n  train { steps_per_epoch: 5, validation_freq: [1, 3] }'));
    expect(fitArguments(training)).toEqual([
      ['steps_per_epoch', 5],
      ['validation_freq', [1, 3]],
    ]);
    expect(fitArgumentText([1, 3])).toBe('[1, 3]');
    expect(fitArguments(graphOf(model('head y = x -> Dense(1) { loss: mse }')).training)).toEqual([]);
  });
}); // prettier-ignore
