import { describe, expect, it } from 'vitest';
import { findComponent } from '../../../compiler/components/registry.ts';
import {
  argumentsWithDefaults,
  componentValue,
  withDefaults,
} from '../../../compiler/declarations/default-value.ts';
import { isComponent } from '../../../compiler/declarations/values.ts';
import { findLayer } from '../../../compiler/layers/registry.ts';
import type { ComponentTypes } from '../../../compiler/declarations/define-component.ts';

const regularizer = findComponent('regularizer', 'L1L2') as ComponentTypes['regularizer'];

describe('an object by its name alone', () => {
  it('has every argument at its default', () => {
    expect(withDefaults(regularizer).args).toEqual({ l1: 0, l2: 0 });
  });

  it('has what is given in place of defaults', () => {
    expect(withDefaults(regularizer, { l2: 0.5 }).args).toEqual({ l1: 0, l2: 0.5 });
  });

  it('leaves out what it does not declare', () => {
    expect(withDefaults(regularizer, { l3: 1 }).args).toEqual({ l1: 0, l2: 0 });
  });

  it('says what it is', () => {
    expect(componentValue(regularizer, {})).toMatchObject({
      kind: 'component',
      category: 'regularizer',
      name: 'L1L2',
      declaration: regularizer,
    });
  });

  it('is written to JSON without its declaration', () => {
    expect(JSON.parse(JSON.stringify(withDefaults(regularizer)))).toEqual({
      kind: 'component',
      category: 'regularizer',
      name: 'L1L2',
      args: { l1: 0, l2: 0 },
    });
  });
});

describe('the arguments of a layer', () => {
  const dense = findLayer('Dense')!;

  it('are those that are given, and the defaults of the others, in the order of the declaration', () => {
    const args = argumentsWithDefaults(dense, { units: 3 });
    expect(args.units).toBe(3);
    expect(args.use_bias).toBe(true);
    expect(Object.keys(args)).toEqual(Object.keys(dense.arguments));
  });

  it('may be `none` though there is a default', () => {
    expect(argumentsWithDefaults(dense, { bias_initializer: null }).bias_initializer).toBeNull();
  });
});

describe('an argument is an object of a category', () => {
  const value = withDefaults(regularizer);

  it('where it says so', () => {
    expect(isComponent(value, 'regularizer')).toBe(true);
  });

  it.each([
    ['an object of another category', value, 'loss'],
    ['none', null, 'regularizer'],
    ['a number', 3, 'regularizer'],
    ['a word', 'regularizer', 'regularizer'],
    ['a list', [1], 'regularizer'],
    ['nothing', undefined, 'regularizer'],
  ] as const)('but not %s', (_, given, category) => {
    expect(isComponent(given, category)).toBe(false);
  });
});
