import { describe, expect, it } from 'vitest';
import { vectorModel } from '../../harness.ts';
import { told } from '../../told.ts';

const block = (parameters: string, call: string): string =>
  `block B(${parameters}) {\n  input x\n  return x -> ReLU()\n}\n${vectorModel(`  head y = x -> ${call}`)}`;

describe('more arguments than a call takes', () => {
  it.each([
    [
      'none are taken',
      vectorModel('  head y = x -> Flatten() -> UnitNormalization(1, 2)'),
      ['2: UnitNormalization takes one argument, but 2 stand here without a name.'],
    ],
    ['none by a block', block('', 'B(1)'), ['1: `B` takes no arguments, but 1 stands here without a name.']],
    [
      'one by a block',
      block('n: int', 'B(1, 2)'),
      ['2: `B` takes one argument, but 2 stand here without a name.'],
    ],
    [
      'two by a block',
      block('n: int, m: int', 'B(1, 2, 3)'),
      ['3: `B` takes at most 2 arguments, but 3 stand here without a name.'],
    ],
    [
      'those with names are not counted',
      block('n: int, m: int', 'B(1, 2, 3, 4)'),
      ['3: `B` takes at most 2 arguments, but 4 stand here without a name.'],
    ],
    [
      'of an object',
      vectorModel('  head y = x -> Dense(4, kernel_initializer: Zeros(1))'),
      ['1: Zeros takes no arguments, but 1 stands here without a name.'],
    ],
    [
      'of a function',
      vectorModel('  head y = relu(x, 1, 2, 3, 4, 5)'),
      ['1: `relu` takes one argument, but 6 stand here without a name.'],
    ],
  ])('is told once: %s', (_, text, messages) => {
    expect(told(text)).toEqual(messages);
  });

  it('of those given by name alone, the others by their places stay as they are', () => {
    expect(told(vectorModel('  head y = x -> ReLU(1, 0.0, 0.0, 4)'))).toEqual([
      '4: ReLU takes at most 3 arguments, but 4 stand here without a name.',
    ]);
  });

  it.each([
    [
      'one behind a named one',
      'Dense(units: 4, relu)',
      ['relu: An argument without a name cannot follow a named one.'],
    ],
    [
      'two behind a named one, told once',
      'Dense(units: 4, relu, true)',
      ['relu: An argument without a name cannot follow a named one.'],
    ],
    ['one that is named again', 'Dense(4, units: 5)', ['units: `units` of Dense is given twice.']],
    ['a name twice', 'Dense(units: 4, units: 5)', ['units: `units` of Dense is given twice.']],
    ['a common argument twice', 'Dense(4, name: "a", name: "b")', ['name: `name` of Dense is given twice.']],
  ])('and order: %s', (_, layer, messages) => {
    expect(told(vectorModel(`  head y = x -> ${layer}`))).toEqual(messages);
  });
});
