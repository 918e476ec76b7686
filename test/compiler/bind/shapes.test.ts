import { describe, expect, it } from 'vitest';
import { conditionText } from '../../../compiler/index.ts';
import { finding, findings, graphOf } from '../harness.ts';

const sequence = (members: string) => `model Test {\n  input posts: float32[T, 8]\n${members}\n}`;

function conditions(text: string): readonly string[] {
  return graphOf(text).conditions.map((condition) => `${conditionText(condition)}: ${condition.layer}`);
}

describe('conditions on size variables', () => {
  it('solves the bound that windows ask for, and keeps the strongest', () => {
    const text = sequence(
      '  head y = posts -> repeat 3 { Conv1D(8, 5) -> MaxPooling1D(2) } -> GlobalMaxPooling1D()',
    );
    expect(conditions(text)).toEqual(['T >= 36: y_max_pooling1d_2']);
  });

  it('reads a residual over pooling and upsampling as a divisibility', () => {
    const text = sequence(
      '  branch down = posts -> MaxPooling1D(2) -> MaxPooling1D(2)\n  head y = posts + (down -> UpSampling1D(4))',
    );
    expect(conditions(text)).toEqual(['T >= 4: down_max_pooling1d_1', 'T % 4 == 0: y']);
  });

  it('keeps what a declared type promises', () => {
    expect(conditions(sequence('  head y: float32[28, 8] = posts -> ReLU()'))).toEqual(['T == 28: y']);
    expect(conditions(sequence('  head y: float32[T, 8] = posts -> ReLU()'))).toEqual([]);
    expect(findings(sequence('  head y: float32[T + 1, 8] = posts -> ReLU()'))).toEqual([
      'KM3007 float32[T + 1, 8]',
    ]);
  });

  it('says without infinity that no data are long enough', () => {
    const text = sequence(
      '  head y = posts -> repeat 200 { Conv1D(8, 3, strides: 2) } -> GlobalMaxPooling1D()',
    );
    const { message } = finding(text, 'KM3004');
    expect(message).toMatch(/^`y_conv1d_\d+` needs a longer `T` than any data have\.$/);
  });

  it('finds two conditions that no data can meet', () => {
    const text = sequence(
      '  branch ten: float32[10, 8] = posts -> ReLU()\n  head y = [ten -> Flatten() -> Dense(2), posts -> Conv1D(2, 12) -> GlobalMaxPooling1D()] -> Add()',
    );
    expect(findings(text).map((found) => found.slice(0, 6))).toEqual(['KM3004']);
    expect(finding(text, 'KM3004').message).toContain('but `T` is 10');
  });

  it('lets different inputs share a size', () => {
    const text =
      'model T {\n  input a: float32[N, 4]\n  input b: float32[N, 4]\n  input c: float32[M, 4]\n  head y = a + b\n  head z = a + c\n}';
    expect(conditions(text)).toEqual([expect.stringMatching(/^(N == M|M == N): z$/)]);
  });

  it('knows which inputs an Embedding reads, and how far', () => {
    const text =
      'model T {\n  input t: int32[N]\n  head y = t -> Embedding(100, 4)\n  head z = t -> Embedding(50, 4)\n}';
    expect(graphOf(text).inputs[0]!.indexRange).toEqual({ below: 50, layer: 'z' });
  });

  it('follows masks', () => {
    const text =
      'model T {\n  input t: int32[N]\n  branch e = t -> Embedding(9, 4, mask_zero: true) -> Dropout(0.1)\n  head y = e -> LSTM(4)\n}';
    expect(graphOf(text).tensors.map((tensor) => tensor.masked ?? false)).toEqual([false, true, true, false]);
  });
});

describe('a model used as a layer', () => {
  const use = (input: string, stage = 'Inner()') =>
    `model Inner {\n  input a: float32[10, N, N]\n  head out = a -> ReLU()\n}\nmodel Test {\n  input x: ${input}\n  head y = x -> ${stage}\n}`;

  it.each([
    ['float32[10, 3, 3]', []],
    ['float32[T, 3, U]', []],
    ['float32[T, 3, T]', ['KM3002 Inner()']],
    ['uint8[10, 3, 3]', []],
    ['float32[11, 3, 3]', ['KM3002 Inner()']],
    ['float32[10, 3, 4]', ['KM3002 Inner()']],
    ['float32[10, K, K + 1]', ['KM2003 K + 1']],
    ['int32[10, 3, 3]', ['KM3006 Inner()']],
    ['float32[10, 3]', ['KM3001 Inner()']],
  ])('given %s', (input, expected) => {
    expect(findings(use(input))).toEqual(expected);
  });

  it('binds its size variables anew at each use', () => {
    const text = `model Inner {\n  input a: float32[N, 4]\n  head out: float32[N, 4] = a -> ReLU()\n}\nmodel Test {\n  input x: float32[5, 4]\n  input z: float32[6, 4]\n  head y = x -> Inner()\n  head w = z -> Inner()\n}`;
    expect(graphOf(text).conditions).toEqual([]);
  });

  it('says which inputs there are', () => {
    const text = (source: string) =>
      `block Two {\n  input a\n  input b\n  return a + b\n}\nmodel Test {\n  input x: float32[4]\n  head y = ${source} -> Two()\n}`;
    expect(findings(text('{a: x, b: x}'))).toEqual([]);
    expect(findings(text('x'))).toEqual(['KM3009 Two()']);
    expect(findings(text('[x, x, x]'))).toEqual(['KM3009 Two()']);
    expect(findings(text('{a: x, c: x}'))).toEqual(['KM3009 Two()']);
    expect(findings(text('{a: x}'))).toEqual(['KM3009 Two()']);
    expect(findings(text('{a: x, a: x, b: x}'))).toEqual(['KM1002 a']);
  });
});

describe('results', () => {
  const model = (member: string) =>
    `model Test {\n  input x: float32[T, 4]\n  ${member}\n  head y = x -> LSTM(4)\n}`;

  it.each([
    ['branch p = x -> LSTM(4, return_state: true)', 'KM3009 p'],
    ['branch [p, q] = x -> LSTM(4, return_state: true)', 'KM3009 [p, q]'],
    ['branch [p] = x -> LSTM(4)', 'KM3009 [p]'],
    ['branch {p} = x -> LSTM(4)', 'KM3009 {p}'],
    ['branch p = [x, x]', 'KM3009 p'],
    ['branch p = [x, x] -> LSTM(4)', 'KM3009 LSTM(4)'],
    ['branch p = x -> Concatenate()', 'KM3009 Concatenate()'],
    ['branch p = {query: x, valu: x} -> MultiHeadAttention(2, 2)', 'KM3009 MultiHeadAttention(2, 2)'],
    ['branch p = {a: x} -> LSTM(4)', 'KM3009 LSTM(4)'],
    ['branch p = 3 -> LSTM(4)', 'KM2003 3'],
    ['branch p = x -> y', 'KM1003 y'],
    ['branch p = x ** true', 'KM2003 true'],
    ['branch p = -[x, x]', 'KM3009 [x, x]'],
    ['branch p = x / 0', 'KM2004 x / 0'],
    ['branch p = x + true', 'KM2003 true'],
  ])('%s', (member, expected) => {
    expect(findings(model(member)).filter((found) => !found.startsWith('KM4004'))).toEqual([expected]);
  });

  it('keeps numbers on either side of an operator', () => {
    const text = model('branch p = 1 - x / 255 * 2 + 0.5').replace('head y = x', 'head y = p');
    expect(graphOf(text).layers.map((layer) => layer.class)).toEqual([
      'TrueDivide',
      'Multiply',
      'Subtract',
      'Add',
      'LSTM',
    ]);
  });
});
