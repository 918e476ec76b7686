import { describe, expect, it } from 'vitest';
import type { Identifier } from '../../../../grammar/ast.ts';
import {
  anything,
  commonArgument,
  componentOf,
  optionOf,
  wantedInList,
} from '../../../../compiler/bind/meanings/wanted.ts';
import type { ArgumentType } from '../../../../compiler/declarations/declare.ts';

const name = (text: string): Identifier => ({
  kind: 'Identifier',
  text,
  key: text,
  span: { start: 0, end: 0 },
});
const padding: ArgumentType = { kind: 'option', options: ['same', 'valid'] };
const loss: ArgumentType = { kind: 'component', category: 'loss' };
const metrics: ArgumentType = { kind: 'list', of: { kind: 'component', category: 'metric' } };

describe('an argument that every layer takes', () => {
  it.each(['name', 'trainable'])('is %s', (text) => {
    expect(commonArgument(name(text))).toMatchObject({ kind: 'argument', owner: 'every layer', name: text });
  });

  it.each(['units', 'toString', ''])('is not %j', (text) => {
    expect(commonArgument(name(text))).toBeUndefined();
  });
});

describe('what is wanted in a list', () => {
  it('is an entry of the list that the type takes', () => {
    expect(wantedInList({ type: metrics })).toEqual({ type: { kind: 'component', category: 'metric' } });
  });

  it('is the single object that the type takes: a list of them may stand there', () => {
    expect(wantedInList({ type: loss })).toEqual({ type: loss });
  });

  it('is anything else where the type takes no list', () => {
    expect(wantedInList({ type: { kind: 'integer' } })).toEqual({ type: undefined });
    expect(wantedInList(anything)).toEqual(anything);
  });
});

describe('what a name means where a value of a type is wanted', () => {
  it('is an object of the category', () => {
    expect(componentOf('mse', loss)).toMatchObject({ category: 'loss', name: 'MeanSquaredError' });
    expect(componentOf('relu', loss)).toBeUndefined();
  });

  it('is an object of any category, where no type is known', () => {
    expect(componentOf('relu', undefined)).toMatchObject({ category: 'activation' });
  });

  it('is an option of the type', () => {
    expect(optionOf(name('same'), padding)).toEqual({ kind: 'option', name: 'same' });
    expect(optionOf(name('wide'), padding)).toBeUndefined();
  });

  it('is an object before it is an option', () => {
    const either: ArgumentType = { kind: 'anyOf', of: [loss, { kind: 'option', options: ['mse'] }] };
    expect(optionOf(name('mse'), either)).toMatchObject({ kind: 'component' });
  });
});
