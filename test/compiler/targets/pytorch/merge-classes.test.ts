import { describe, expect, it } from 'vitest';
import { mergeClasses, type PythonClass } from '../../../../compiler/targets/pytorch/module/merge-classes.ts';
import { madeStatement } from '../../../../compiler/targets/pytorch/module/place.ts';
import {
  call,
  joined,
  number,
  type PythonExpression,
} from '../../../../compiler/targets/python/expressions.ts';

const size = (value: number, name?: string): PythonExpression => number(value, String(value), name);

/** A class whose constructor makes one module. */
function made(name: string, wanted: string, expression: PythonExpression, forward = 'x'): PythonClass {
  return {
    name,
    wanted,
    doc: [],
    made: [madeStatement('inner', expression)],
    methods: ['    def forward(self, x):', `        return ${forward}`],
  };
}

const linear = (inputs: number, outputs: number): PythonExpression =>
  call('nn.Linear', [size(inputs, 'in_features'), size(outputs, 'out_features')]);

const constructors = (classes: readonly PythonClass[]): readonly (readonly string[])[] =>
  mergeClasses(classes).map((text) => text.split('\n').slice(0, 4));

describe('classes of one name', () => {
  it('become one that takes the numbers in which their constructors differ', () => {
    expect(
      mergeClasses([made('Block', 'Block', linear(4, 8)), made('Block_2', 'Block', linear(8, 8))]),
    ).toEqual([
      [
        'class Block(nn.Module):',
        '    def __init__(self, in_features):',
        '        super().__init__()',
        '        self.inner = nn.Linear(in_features, 8)',
        '',
        '    def forward(self, x):',
        '        return x',
      ].join('\n'),
    ]);
  });

  it('take one parameter for numbers that are always the same', () => {
    const [, head, , body] = constructors([made('A', 'A', linear(4, 4)), made('A_2', 'A', linear(8, 8))])[0]!;
    expect(head).toBe('    def __init__(self, in_features):');
    expect(body).toBe('        self.inner = nn.Linear(in_features, in_features)');
  });

  it('number the parameters that would have one name', () => {
    const pair = (a: number, b: number): PythonExpression => call('f', [size(a), size(b)]);
    expect(constructors([made('A', 'A', pair(1, 2)), made('A_2', 'A', pair(3, 4))])[0]![1]).toBe(
      '    def __init__(self, size, size_2):',
    );
  });

  it('keep a sign before a parameter', () => {
    const limit = (value: number): PythonExpression => call('f', [joined('-', size(value, 'limit'))]);
    expect(constructors([made('A', 'A', limit(1)), made('A_2', 'A', limit(2))])[0]![3]).toBe(
      '        self.inner = f(-limit)',
    );
  });

  it('stay several where their methods differ', () => {
    const classes = [made('A', 'A', linear(4, 8)), made('A_2', 'A', linear(8, 8), 'x + 1')];
    expect(mergeClasses(classes)).toHaveLength(2);
  });

  it('stay several where more than numbers differs', () => {
    const classes = [made('A', 'A', linear(4, 8)), made('A_2', 'A', call('nn.Conv2d', [size(8), size(8)]))];
    expect(mergeClasses(classes)).toHaveLength(2);
  });
});

describe('classes that make others', () => {
  const inner = [made('Inner', 'Inner', linear(4, 8)), made('Inner_2', 'Inner', linear(8, 8))];

  it('give them their numbers', () => {
    const outer = [made('Outer', 'Outer', call('Inner_2', []))];
    const [, text] = mergeClasses([...inner, ...outer]);
    expect(text).toContain('        self.inner = Inner(8)');
  });

  it('become one that hands its own parameter on', () => {
    const outer = [
      made('Outer', 'Outer', call('Inner', [])),
      made('Outer_2', 'Outer', call('Inner_2', [])),
      made('Model', 'Model', call('Outer_2', [])),
    ];
    const [, second, model] = mergeClasses([...inner, ...outer]);
    expect(second).toContain('    def __init__(self, in_features):');
    expect(second).toContain('        self.inner = Inner(in_features)');
    expect(model).toContain('        self.inner = Outer(8)');
  });
});

it('leaves out a constructor that has nothing to do', () => {
  const [text] = mergeClasses([
    { name: 'Plain', wanted: 'Plain', doc: [], made: undefined, methods: ['    def forward(self, x):'] },
  ]);
  expect(text).toBe('class Plain(nn.Module):\n    def forward(self, x):');
});
