import { describe, expect, it } from 'vitest';
import * as define from '../../../compiler/declarations/define.ts';
import { RegistrationError, requireFreeName } from '../../../compiler/declarations/registration-error.ts';
import { defineLayer } from '../../../compiler/declarations/define.ts';
import {
  maskBehaviour,
  classOf,
  isShapeProblem,
  shapeProblem,
} from '../../../compiler/declarations/define-layer.ts';
import { findLayer } from '../../../compiler/layers/registry.ts';

const absolute = define.defineActivation({
  name: 'absolute',
  summary: 'The distance from zero.',
  arguments: {},
  lower: (ops, x) => ops.absolute(x),
});

describe('a component that is declared', () => {
  it('is of the category that its function says, with no other names unless stated', () => {
    expect([absolute.category, absolute.aliases]).toEqual(['activation', []]);
    expect(
      define.defineConstraint({ name: 'C', aliases: ['c'], summary: '', arguments: {}, lower: (_, w) => w })
        .aliases,
    ).toEqual(['c']);
  });

  it('is left out of JSON', () => {
    expect(JSON.stringify({ absolute, other: 1 })).toBe('{"other":1}');
  });
});

describe('a layer that is declared', () => {
  const same = defineLayer({
    name: 'Same',
    family: 'core',
    summary: 'What comes in.',
    example: 'x -> Same()',
    arguments: {},
    input: {},
    output: ({ inputs: [x] }) => x!,
    lower: (_, { inputs: [x] }) => x!,
  });

  it('takes a penalty on its result, by its name alone', () => {
    expect(same.arguments).toHaveProperty('activity_regularizer.byName', true);
  });

  it('is left out of JSON', () => {
    expect(JSON.stringify({ same })).toBe('{}');
  });

  it('stops masks, unless it says otherwise', () => {
    expect(maskBehaviour(same, {})).toBe('stop');
    expect(maskBehaviour({ ...same, mask: 'pass' }, {})).toBe('pass');
    expect(maskBehaviour(findLayer('Embedding')!, { mask_zero: true })).toBe('make');
    expect(maskBehaviour(findLayer('Embedding')!, { mask_zero: false })).toBe('stop');
  });

  it('has the class of Keras under which it is shown', () => {
    expect(classOf(same)).toBe('Same');
    expect(classOf(findLayer('AddNumber')!)).toBe('Add');
  });
});

describe('why a layer cannot take its inputs', () => {
  it('is told from types', () => {
    expect(isShapeProblem(shapeProblem('KM3002', 'They differ.'))).toBe(true);
    expect(isShapeProblem({ dtype: 'float32', shape: [] })).toBe(false);
    expect(isShapeProblem(null)).toBe(false);
    expect(isShapeProblem(undefined)).toBe(false);
  });

  it('has what helps beside it', () => {
    expect(shapeProblem('KM2004', 'Too small.', { argument: 'units', help: 'take more.' })).toEqual({
      problem: true,
      code: 'KM2004',
      message: 'Too small.',
      argument: 'units',
      help: 'take more.',
    });
  });
});

describe('a name that is registered', () => {
  const rules = {
    pattern: /^[a-z]+$/,
    shape: 'is of small letters',
    isTaken: (name: string) => name === 'mse',
  };

  it('is free and legal', () => {
    expect(() => requireFreeName('quartic', 'A loss', rules)).not.toThrow();
  });

  it.each([
    ['mse', 'There is a loss `mse` already: choose another name.'],
    ['A b', 'A loss is of small letters, but this one is called "A b".'],
    ['', 'A loss is of small letters, but this one is called "".'],
  ])('is not %j', (name, message) => {
    expect(() => requireFreeName(name, 'A loss', rules)).toThrow(new RegistrationError(message));
  });
});
