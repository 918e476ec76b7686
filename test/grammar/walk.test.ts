import { describe, expect, it } from 'vitest';
import { createSourceFile, parse } from '../../grammar/index.ts';
import { children, isMissingName, pathTo, visit, type Node } from '../../grammar/walk.ts';

const fileOf = (text: string) => parse(createSourceFile('a.kmodel', text)).file;

/** Every kind of node under a text, in the order in which it is visited. */
function kinds(text: string, passOver: readonly Node['kind'][] = []): readonly string[] {
  const found: string[] = [];
  visit(fileOf(text), (node) => {
    found.push(node.kind);
    return !passOver.includes(node.kind);
  });
  return found.slice(1);
}

describe('what stands under a node', () => {
  it.each([
    [
      'const a = [1, "b", true, none]',
      ['Const', 'Identifier', 'List', 'Number', 'String', 'Boolean', 'None'],
    ],
    ['import { A, b } from "./c.kmodel"', ['Import', 'Identifier', 'Identifier', 'String']],
    [
      'block B(n: int = 2) {\n  input x\n  return x -> Dense(n, use_bias: false)\n}',
      [
        'Block',
        'Identifier',
        'Parameter',
        'Identifier',
        'ParameterType',
        'Identifier',
        'Number',
        'Input',
        'Identifier',
        'Return',
        'Pipeline',
        'Identifier',
        'Call',
        'Identifier',
        'Argument',
        'Identifier',
        'Argument',
        'Identifier',
        'Boolean',
      ],
    ],
    [
      'model M extends A {\n  override head y: float32[2] = x -> Dense(2) { loss: mse }\n}',
      [
        'Model',
        'Identifier',
        'Identifier',
        'Head',
        'Identifier',
        'TensorType',
        'Identifier',
        'Number',
        'Pipeline',
        'Identifier',
        'Call',
        'Identifier',
        'Argument',
        'Number',
        'Settings',
        'Entry',
        'Identifier',
        'Identifier',
      ],
    ],
    [
      'model M {\n  input x: float32[T, ..., ?]\n  branch [a, b] = x\n  branch { c, d: e } = x\n}',
      [
        'Model',
        'Identifier',
        'Input',
        'Identifier',
        'TensorType',
        'Identifier',
        'Identifier',
        'AnyAxes',
        'UnknownSize',
        'Branch',
        'ListPattern',
        'Identifier',
        'Identifier',
        'Identifier',
        'Branch',
        'RecordPattern',
        'RecordPatternEntry',
        'Identifier',
        'RecordPatternEntry',
        'Identifier',
        'Identifier',
        'Identifier',
      ],
    ],
    [
      'model M {\n  shared s = Dense(2) { trainable: false }\n  objective o = -x * 2\n  expect shape(x) == [2]\n}',
      [
        'Model',
        'Identifier',
        'Shared',
        'Identifier',
        'Call',
        'Identifier',
        'Argument',
        'Number',
        'Settings',
        'Entry',
        'Identifier',
        'Boolean',
        'Objective',
        'Identifier',
        'Binary',
        'Unary',
        'Identifier',
        'Number',
        'Expect',
        'Binary',
        'Call',
        'Identifier',
        'Argument',
        'Identifier',
        'List',
        'Number',
      ],
    ],
    [
      'model M {\n  train { step a { repeat: 2 } }\n  data { source: "a.csv" }\n}',
      [
        'Model',
        'Identifier',
        'Train',
        'Settings',
        'Step',
        'Identifier',
        'Settings',
        'Entry',
        'Identifier',
        'Number',
        'Data',
        'Settings',
        'Entry',
        'Identifier',
        'String',
      ],
    ],
    [
      'model M {\n  branch a = x[1:2, 3]\n  branch b = { q: x } -> repeat 2 { ReLU() } -> for k in [1] { Dense(k) }\n}',
      [
        'Model',
        'Identifier',
        'Branch',
        'Identifier',
        'Index',
        'Identifier',
        'Subscripts',
        'Slice',
        'Number',
        'Number',
        'Number',
        'Branch',
        'Identifier',
        'Pipeline',
        'Record',
        'Entry',
        'Identifier',
        'Identifier',
        'Repeat',
        'Number',
        'Call',
        'Identifier',
        'For',
        'Identifier',
        'List',
        'Number',
        'Call',
        'Identifier',
        'Argument',
        'Identifier',
      ],
    ],
    [
      'model M {\n  branch a = x -> if c { ReLU() } else if d { Tanh() } else { Softmax() }\n}',
      [
        'Model',
        'Identifier',
        'Branch',
        'Identifier',
        'Pipeline',
        'Identifier',
        'If',
        'Identifier',
        'Call',
        'Identifier',
        'If',
        'Identifier',
        'Call',
        'Identifier',
        'Call',
        'Identifier',
      ],
    ],
    [
      'layer L {\n  input x\n  weight w: float32[2] = Zeros()\n  update w = w + 1\n  return x * w\n}',
      [
        'Layer',
        'Identifier',
        'Input',
        'Identifier',
        'Weight',
        'Identifier',
        'TensorType',
        'Identifier',
        'Number',
        'Call',
        'Identifier',
        'Update',
        'Identifier',
        'Binary',
        'Identifier',
        'Number',
        'Return',
        'Binary',
        'Identifier',
        'Identifier',
      ],
    ],
    [
      'activation bend(x, by: float = 1.0) = x * by',
      [
        'Component',
        'Identifier',
        'Parameter',
        'Identifier',
        'Parameter',
        'Identifier',
        'ParameterType',
        'Identifier',
        'Number',
        'Binary',
        'Identifier',
        'Identifier',
      ],
    ],
  ])('%s', (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  it('of one name that stands for two is given once', () => {
    const names: string[] = [];
    visit(fileOf('model M {\n  branch { c } = x\n  branch a = { b } -> Add()\n}'), (node) => {
      if (node.kind === 'Identifier') names.push(node.text);
    });
    expect(names).toEqual(['M', 'c', 'x', 'a', 'b', 'Add']);
  });

  it('is in the order of the text', () => {
    const text =
      'model M(n: int) extends A {\n  head y: float32[n] = x -> Dense(n, name: "a") { loss: mse }\n}';
    let last = -1;
    visit(fileOf(text), ({ span }) => {
      expect(span.start).toBeGreaterThanOrEqual(last);
      last = span.start;
    });
  });

  it('is passed over where the visitor says so', () => {
    expect(kinds('const a = [1, 2]\nconst b = 3', ['List'])).toEqual([
      'Const',
      'Identifier',
      'List',
      'Const',
      'Identifier',
      'Number',
    ]);
  });

  it('has its parent', () => {
    const parents: string[] = [];
    visit(
      fileOf('const a = -1'),
      (node, parent) => void parents.push(`${node.kind} in ${parent?.kind ?? 'nothing'}`),
    );
    expect(parents).toEqual([
      'File in nothing',
      'Const in File',
      'Identifier in Const',
      'Unary in Const',
      'Number in Unary',
    ]);
  });

  it('may be as deep as it likes', () => {
    let depth: Node = { kind: 'Number', span: { start: 0, end: 1 }, value: 1 } as unknown as Node;
    for (let count = 0; count < 50_000; count++)
      depth = { kind: 'Unary', operator: '-', operand: depth, span: { start: 0, end: 1 } } as Node;
    let count = 0;
    visit(depth, () => void count++);
    expect(count).toBe(50_001);
  });
});

describe('the way to a place in a text', () => {
  const text = 'model M {\n  head y = x -> Dense(4)\n}';

  it('goes from the file inwards', () => {
    expect(pathTo(fileOf(text), text.indexOf('4')).map(({ kind }) => kind)).toEqual([
      'File',
      'Model',
      'Head',
      'Pipeline',
      'Call',
      'Argument',
      'Number',
    ]);
  });

  it('goes to what ends there, where nothing begins', () => {
    expect(pathTo(fileOf(text), text.indexOf('Dense') + 5).at(-1)).toMatchObject({
      kind: 'Identifier',
      text: 'Dense',
    });
  });

  it('ends where nothing stands', () => {
    expect(pathTo(fileOf(text), text.length + 5).map(({ kind }) => kind)).toEqual(['File']);
  });
});

describe('a name that was not written', () => {
  it('is empty', () => {
    const [declaration] = fileOf('model {\n}').declarations;
    expect(declaration && 'name' in declaration && isMissingName(declaration.name)).toBe(true);
    expect(children(declaration!)[0]).toMatchObject({ text: '' });
  });
});
