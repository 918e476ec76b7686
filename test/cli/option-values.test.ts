import { describe, expect, it } from 'vitest';
import { choiceOption } from '../../cli/choice-option.ts';
import { classWeights } from '../../cli/class-weights.ts';
import { UsageError } from '../../cli/exit-codes.ts';
import { sizeOf } from '../../cli/size-option.ts';
import { anyModelIn } from '../../cli/watch.ts';
import type { ModelGraph } from '../../compiler/index.ts';
import { graphOf } from '../compiler/harness.ts';

function failure(run: () => unknown): UsageError {
  try {
    run();
  } catch (error) {
    if (error instanceof UsageError) return error;
  }
  throw new Error('No UsageError was thrown.');
}

describe('--size', () => {
  it('takes a name and a number', () => {
    expect(sizeOf('T=100')).toEqual(['T', 100]);
    expect(sizeOf('n_frames2=1')).toEqual(['n_frames2', 1]);
  });

  it('takes an axis of an input, which is `?` there', () => {
    expect(sizeOf('x.0=100')).toEqual(['x.0', 100]);
  });

  it.each(['', 'T', 'T=', 'T=0', 'T=-3', 'T=1.5', 'T=010', '=5', '2T=5', 'T = 5', 'T=5x'])(
    'refuses %j',
    (text) => {
      const error = failure(() => sizeOf(text));
      expect(error.message).toBe(`\`${text}\` gives no size variable a number.`);
      expect(error.help).toBe('Write, for example, `--size T=100`.');
    },
  );
});

describe('--class-weight', () => {
  const one = graphOf(`model One {
    input x: float32[4]
    head kind = x -> Dense(3, activation: softmax) { loss: sparse_categorical_crossentropy }
    head more = x -> Dense(1)
  }`);
  const two = graphOf(`model Two {
    input x: float32[4]
    head kind = x -> Dense(3, activation: softmax) { loss: sparse_categorical_crossentropy }
    head spam = x -> Dense(1, activation: sigmoid) { loss: binary_crossentropy }
  }`);
  const refused = (text: string, graph: ModelGraph) => failure(() => classWeights([text], graph));

  it('asks nothing of `fit` where none is given', () => {
    expect(classWeights([], one)).toEqual({});
  });

  it('is for the one head with a loss, by numbers or names of classes', () => {
    expect(classWeights(['0=2', 'long name=0.5'], one)).toEqual({
      classWeight: { kind: { '0': 2, 'long name': 0.5 } },
    });
  });

  it('names the head where several have a loss, and may where one has', () => {
    expect(classWeights(['spam:1=3', 'kind:0=2', 'kind:2=0'], two)).toEqual({
      classWeight: { spam: { '1': 3 }, kind: { '0': 2, '2': 0 } },
    });
    expect(classWeights(['kind:a:b=1'], one)).toEqual({ classWeight: { kind: { 'a:b': 1 } } });
  });

  it('takes the last `=` for its own, since names of classes hold others', () => {
    expect(classWeights(['a=b=2'], one)).toEqual({ classWeight: { kind: { 'a=b': 2 } } });
  });

  it('says which head is missing', () => {
    const error = refused('1=3', two);
    expect(error.message).toBe('`--class-weight 1=3` does not say of which head the class is.');
    expect(error.help).toBe('Write, for example, `--class-weight kind:1=3`.');
  });

  it.each(['spam', '=3', 'spam=', 'spam= ', 'spam=many', 'spam=-1', 'spam=Infinity', 'spam=NaN'])(
    'refuses %j',
    (text) => {
      expect(refused(text, one).message).toBe(
        `\`--class-weight ${text}\` needs a class, \`=\` and a number, as \`spam=3\`.`,
      );
    },
  );
});

describe('an option with known values', () => {
  it('names them to help and shells, and refuses none itself', () => {
    const option = choiceOption('--engine <name>', 'what runs it', ['onnx', 'tfjs']);
    expect(option.argChoices).toEqual(['onnx', 'tfjs']);
    expect(option.parseArg).toBeUndefined();
  });
});

it('watches any model of a folder under one name', () => {
  expect(anyModelIn('/models')).toBe('/models/*.kmodel');
  expect(anyModelIn('/models/')).toBe('/models/*.kmodel');
});
