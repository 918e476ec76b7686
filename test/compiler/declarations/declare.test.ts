import { describe, expect, it } from 'vitest';
import * as declare from '../../../compiler/declarations/declare.ts';

describe('a declaration of an argument', () => {
  it('that must be given has no default', () => {
    expect(declare.requiredInteger('How many.', { minimum: 1 })).toEqual({
      type: { kind: 'integer', minimum: 1 },
      required: true,
      doc: 'How many.',
      nullable: false,
    });
  });

  it('that may be left out has one', () => {
    expect(declare.number(0.5, 'How much.', { above: 0 })).toEqual({
      type: { kind: 'number', above: 0 },
      required: false,
      default: 0.5,
      doc: 'How much.',
      nullable: false,
    });
  });

  it.each([
    ['a whole number', declare.integer(2, ''), { kind: 'integer' }],
    ['a truth', declare.boolean(true, ''), { kind: 'boolean' }],
    ['a word', declare.string('a', ''), { kind: 'string' }],
    ['one of several words', declare.option(['a', 'b'], 'a', ''), { kind: 'option', options: ['a', 'b'] }],
    [
      'a number for each axis',
      declare.perAxis(2, 3, ''),
      { kind: 'perAxis', count: 2, minimum: 1, maximum: 2 ** 24 },
    ],
    ['whole numbers', declare.requiredIntegers('', 0), { kind: 'list', of: { kind: 'integer', minimum: 0 } }],
    ['an object', declare.requiredComponent('loss', ''), { kind: 'component', category: 'loss' }],
    ['a layer', declare.requiredLayer(''), { kind: 'layer', recurrent: false }],
    ['a recurrent layer', declare.requiredLayer('', true), { kind: 'layer', recurrent: true }],
    ['a size', declare.requiredSize(''), { kind: 'integer', symbolic: true }],
    ['sizes', declare.requiredSizes(''), { kind: 'list', of: { kind: 'integer', symbolic: true } }],
  ] as const)('says what it takes: %s', (_, { type }, expected) => {
    expect(type).toEqual(expected);
  });

  it('for each axis has its default as a list', () => {
    expect(declare.perAxis(3, 2, '').default).toEqual([2, 2, 2]);
  });

  it('keeps words of Keras that mean nothing here, with the reason', () => {
    const refused = { b: { reason: 'It is not.', instead: 'a' } } as const;
    expect(declare.option(['a'], 'a', '', refused).type).toEqual({ kind: 'option', options: ['a'], refused });
  });
});

describe('`none`', () => {
  it('may stand where it is the default', () => {
    expect(declare.component('activation', null, '').nullable).toBe(true);
    expect(declare.component('activation', null, '').default).toBeNull();
  });

  it('may stand where another argument says so', () => {
    const { nullable, default: value } = declare.orNone(declare.integer(3, ''));
    expect([nullable, value]).toEqual([true, 3]);
  });

  it('is the default of an argument of the same type as a required one', () => {
    expect(declare.noneByDefault(declare.requiredInteger('How many.', { minimum: 1 }))).toEqual({
      type: { kind: 'integer', minimum: 1 },
      required: false,
      default: null,
      doc: 'How many.',
      nullable: true,
    });
  });
});
