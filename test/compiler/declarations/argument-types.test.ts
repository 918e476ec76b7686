import { describe, expect, it } from 'vitest';
import {
  categoriesOf,
  entryType,
  takesLayers,
  takesOption,
} from '../../../compiler/declarations/argument-types.ts';
import { articleFor, componentCategories } from '../../../compiler/declarations/categories.ts';
import type { ArgumentType } from '../../../compiler/declarations/declare.ts';
import { isInRange, joinAlternatives, rangeText, typeText } from '../../../compiler/declarations/describe.ts';

const integer: ArgumentType = { kind: 'integer' };
const loss: ArgumentType = { kind: 'component', category: 'loss' };
const padding: ArgumentType = { kind: 'option', options: ['same', 'valid'] };
const layer: ArgumentType = { kind: 'layer' };
const listOf = (of: ArgumentType): ArgumentType => ({ kind: 'list', of });
const anyOf = (...of: readonly ArgumentType[]): ArgumentType => ({ kind: 'anyOf', of });

describe('what an argument takes, in words', () => {
  it.each<[ArgumentType, string]>([
    [integer, 'an integer'],
    [{ kind: 'number' }, 'a number'],
    [{ kind: 'boolean' }, '`true` or `false`'],
    [{ kind: 'string' }, 'a string'],
    [padding, '`same` or `valid`'],
    [{ kind: 'option', options: [...'abcdefghi'] }, 'an option'],
    [loss, 'a loss'],
    [{ kind: 'component', category: 'initializer' }, 'an initializer'],
    [layer, 'a layer'],
    [{ kind: 'layer', recurrent: true }, 'a recurrent layer'],
    [{ kind: 'layer', cell: true }, 'a recurrent cell'],
    [listOf(integer), 'a list of integers'],
    [listOf(loss), 'a list of losses'],
    [anyOf(integer, listOf(integer)), 'an integer or a list of integers'],
    [{ kind: 'tensor' }, 'a tensor'],
  ])('%j', (type, text) => {
    expect(typeText(type)).toBe(text);
  });

  it('joins alternatives, each once', () => {
    expect(joinAlternatives([])).toBe('');
    expect(joinAlternatives(['a'])).toBe('a');
    expect(joinAlternatives(['a', 'b', 'a'])).toBe('a or b');
    expect(joinAlternatives(['a', 'b', 'c'])).toBe('a, b or c');
  });

  it('says with an article what begins with a vowel', () => {
    expect(['optimizer', 'loss', 'initializer', 'metric'].map(articleFor)).toEqual(['an', 'a', 'an', 'a']);
  });
});

describe('a range', () => {
  it.each<[ArgumentType & { kind: 'integer' | 'number' }, number, boolean]>([
    [{ kind: 'integer', minimum: 1 }, 1, true],
    [{ kind: 'integer', minimum: 1 }, 0, false],
    [{ kind: 'number', above: 0 }, 0, false],
    [{ kind: 'number', above: 0 }, 1e-9, true],
    [{ kind: 'number', minimum: 0, below: 1 }, 1, false],
    [{ kind: 'number', minimum: 0, maximum: 1 }, 1, true],
  ])('%j: %d is in it: %s', (type, value, fits) => {
    expect(isInRange(value, type)).toBe(fits);
  });

  it('is told in words', () => {
    expect(rangeText({ kind: 'integer', minimum: 1 })).toContain('at least 1');
  });
});

describe('what a type takes', () => {
  it('are layers, where one may be a layer', () => {
    expect([layer, anyOf(integer, layer), integer, listOf(layer), undefined].map(takesLayers)).toEqual([
      ...[true, true, false, false, false],
    ]);
  });

  it('are options by name, also in a choice', () => {
    expect(takesOption('same', padding)).toBe(true);
    expect(takesOption('full', padding)).toBe(false);
    expect(takesOption('same', anyOf(integer, padding))).toBe(true);
    expect(takesOption('same', undefined)).toBe(false);
  });

  it('are objects of categories, in lists as well; of all where no type is known', () => {
    expect(categoriesOf(loss)).toEqual(['loss']);
    expect(categoriesOf(listOf(loss))).toEqual(['loss']);
    expect(categoriesOf(anyOf(integer, loss, { kind: 'component', category: 'metric' }))).toEqual([
      'loss',
      'metric',
    ]);
    expect(categoriesOf(integer)).toEqual([]);
    expect(categoriesOf(undefined)).toEqual(componentCategories);
  });

  it('are entries, where it takes a list', () => {
    expect(entryType(listOf(integer))).toEqual(integer);
    expect(entryType(anyOf(integer, listOf(loss)))).toEqual(loss);
    expect(entryType(integer)).toBeUndefined();
  });
});
