import { describe, expect, it } from 'vitest';
import { inputsOf, one, throughShared } from '../../../../compiler/targets/program/flow.ts';
import { readVariables } from '../../../../compiler/targets/program/read-variables.ts';
import type { Statement, Tensor, Value } from '../../../../compiler/targets/program/program.ts';
import { variablesIn } from '../../../../compiler/targets/program/values.ts';
import { Unstructured } from '../../../../compiler/targets/program/unstructured.ts';
import { findLayer } from '../../../../compiler/layers/registry.ts';

const variable = (name: string) => ({ name });
const tensor = (name: string): Tensor => ({ kind: 'variable', variable: variable(name) });
const [a, b] = [tensor('a'), tensor('b')];

describe('what flows at one point of a pipeline', () => {
  it('is one tensor', () => {
    expect(one({ kind: 'one', tensor: a })).toBe(a);
    expect(() => one({ kind: 'list', tensors: [a, b] })).toThrow(Unstructured);
  });

  it('goes into a layer in its order', () => {
    expect(inputsOf({ kind: 'one', tensor: a }, undefined)).toEqual([a]);
    expect(inputsOf({ kind: 'list', tensors: [a, b] }, undefined)).toEqual([a, b]);
  });

  it('goes into a layer by the names of its inputs, in the order of the layer', () => {
    const entries = [
      { name: 'key', value: b },
      { name: 'query', value: a },
    ];
    expect(
      inputsOf({ kind: 'record', entries }, [{ name: 'query' }, { name: 'value' }, { name: 'key' }]),
    ).toEqual([a, b]);
  });

  it('are no several results into one layer', () => {
    expect(() => inputsOf({ kind: 'results', tensor: a, names: undefined }, undefined)).toThrow(
      'several results into one layer',
    );
  });

  it('goes through a shared layer', () => {
    const declaration = findLayer('Dense')!;
    const shared = { variable: variable('s'), declaration, arguments: [], isSeveral: false } as never;
    expect(throughShared({ kind: 'one', tensor: a }, shared)).toMatchObject({
      kind: 'one',
      tensor: { kind: 'apply', maker: { name: 's' }, inputs: [a], tensorArguments: {} },
    });
  });
});

describe('the variables that statements read in constants', () => {
  const value = (name: string): Value => ({ kind: 'name', variable: variable(name) });
  const names = (...body: readonly Statement[]): readonly string[] =>
    [...readVariables(body)].map(({ name }) => name);
  const repeat: Statement = { kind: 'repeat', count: value('n'), body: [] };
  const assigned = (of: Tensor): Statement =>
    ({
      kind: 'assign',
      targets: [],
      value: of,
    }) as unknown as Statement;

  it('stand in counts, lists and conditions, and in what is within them', () => {
    expect(names(repeat)).toEqual(['n']);
    expect(names({ kind: 'for', variable: variable('k'), list: value('l'), body: [repeat] })).toEqual([
      'l',
      'n',
    ]);
    const decision = { kind: 'if', condition: value('c') } as const;
    expect(names({ ...decision, then: [repeat], otherwise: [] })).toEqual(['c', 'n']);
    expect(names({ ...decision, then: [], otherwise: [repeat] })).toEqual(['c', 'n']);
  });

  it('stand beside operators, and behind the results of a call', () => {
    expect(
      names(assigned({ kind: 'operator', operator: '+', left: a, right: value('f') } as unknown as Tensor)),
    ).toEqual(['f']);
    expect(names(assigned({ kind: 'result', of: a, index: value('i') }))).toEqual(['i']);
    expect(names(assigned(a))).toEqual([]);
  });

  it.each<[string, Value, readonly string[]]>([
    ['a name', value('n'), ['n']],
    ['a list', { kind: 'list', items: [value('n'), value('m')] }, ['n', 'm']],
    ['an entry', { kind: 'entry', list: value('l'), index: value('i') }, ['l', 'i']],
    ['a sign', { kind: 'unary', operator: '-', operand: value('n') }, ['n']],
    [
      'an operator',
      { kind: 'binary', operator: '+', left: value('n'), right: value('m'), isInteger: true },
      ['n', 'm'],
    ],
    ['a function', { kind: 'call', name: 'min', operands: [value('n'), { kind: 'none' }] }, ['n']],
    [
      'an object',
      {
        kind: 'object',
        category: 'initializer',
        name: 'Constant',
        arguments: [{ name: 'value', positional: true, value: value('n') }],
      },
      ['n'],
    ],
    ['a number, which reads none', { kind: 'number', value: 3, text: '3', isFloat: false }, []],
    ['a word, which reads none', { kind: 'text', text: 'same' }, []],
  ])('stand in %s', (_, of, expected) => {
    expect(variablesIn(of).map(({ name }) => name)).toEqual(expected);
  });
});
