import { describe, expect, it } from 'vitest';
import { circleText, dependencyOrder } from '../../../compiler/names/order.ts';
import { ownValue } from '../../../compiler/names/own-value.ts';
import { pascalCase } from '../../../compiler/names/pascal-case.ts';
import { snakeCase } from '../../../compiler/names/snake-case.ts';

describe('a class in snake case, as Keras names its layers', () => {
  it.each([
    ['Dense', 'dense'],
    ['ReLU', 're_lu'],
    ['PReLU', 'p_re_lu'],
    ['MaxPooling2D', 'max_pooling2d'],
    ['Conv2DTranspose', 'conv2d_transpose'],
    ['LSTM', 'lstm'],
    ['ConvLSTM2D', 'conv_lstm2d'],
    ['TimeDistributed', 'time_distributed'],
    ['GroupQueryAttention', 'group_query_attention'],
    ['already_snake', 'already_snake'],
  ])('%s is %s', (name, snake) => {
    expect(snakeCase(name)).toBe(snake);
  });
});

describe('a name as one of a class', () => {
  it.each([
    ['conv_block', 'ConvBlock'],
    ['tower', 'Tower'],
    ['a-b', 'AB'],
    ['Already', 'Already'],
    ['x2', 'X2'],
    ['élan', 'Élan'],
  ])('%s is %s', (name, pascal) => {
    expect(pascalCase(name)).toBe(pascal);
  });
});

describe('an order by dependencies', () => {
  interface Thing {
    readonly name: string;
  }
  /** The order and the circles of things, from `name: needs needs`. */
  function ordered(...lines: readonly string[]) {
    const things = new Map(lines.map((line) => [line.split(':')[0]!, { name: line.split(':')[0]! }]));
    const needs = (thing: Thing) =>
      lines
        .find((line) => line.startsWith(`${thing.name}:`))!
        .split(':')[1]!
        .trim()
        .split(' ')
        .flatMap((name) => things.get(name) ?? []);
    const { order, circles } = dependencyOrder(things.values(), needs);
    return {
      order: order.map(({ name }) => name).join(' '),
      circles: circles.map((circle) => circle.map(({ name }) => name).join(' ')),
    };
  }

  it('puts each behind what it needs, and keeps the given order where there is a choice', () => {
    expect(ordered('c:', 'b:', 'a:').order).toBe('c b a');
    expect(ordered('a: b', 'b: c', 'c:').order).toBe('c b a');
    expect(ordered('a: c', 'b: c', 'c:').order).toBe('c a b');
  });

  it('finds circles, each along one way through it', () => {
    expect(ordered('a: b', 'b: a', 'c:').circles).toEqual(['a b']);
    expect(ordered('a: a').circles).toEqual(['a']);
    expect(ordered('a: b', 'b:').circles).toEqual([]);
    expect(ordered('a: b', 'b: a', 'c: d', 'd: c').circles).toHaveLength(2);
  });

  it('takes chains as long as memory allows', () => {
    const chain = Array.from({ length: 100_000 }, (_, index) => ({ index }));
    const { order } = dependencyOrder(chain, ({ index }) => chain.slice(index + 1, index + 2));
    expect(order[0]!.index).toBe(99_999);
  });

  it('tells a circle in words', () => {
    expect(circleText(['`a`', '`b`', '`a`'])).toBe('`a` is made from `b`, which is made from `a`');
  });
});

describe('what a record holds itself', () => {
  it('is not what every object has', () => {
    expect(ownValue({ a: 1 }, 'a')).toBe(1);
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
      expect(ownValue({ a: 1 }, name), name).toBeUndefined();
  });
});
