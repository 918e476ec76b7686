import { describe, expect, it } from 'vitest';
import type { ExpressionOp } from '../../../../compiler/targets/python/ops/code.ts';
import { elementwise } from './elementwise.ts';
import { graphWith, kerasText, T, tfjsText, torchText, type OpText } from './op-texts.ts';
import { tensors } from './tensors.ts';

/** Every op that is one expression: `tsc` refuses a table that lacks one. */
const texts: Readonly<Record<ExpressionOp, OpText>> = { ...elementwise, ...tensors };

describe.each(Object.entries(texts))('%s', (_, { graph, keras, torch, tfjs }) => {
  it('is said in PyTorch', () => {
    expect(torchText(graphWith(graph))).toBe(torch);
  });

  it(keras === undefined ? 'has no function in keras.ops' : 'is said in keras.ops', () => {
    const said = () => kerasText(graphWith(graph));
    if (keras === undefined) expect(said).toThrow('has no function of Keras.');
    else expect(said()).toBe(keras);
  });

  it(tfjs === undefined ? 'has no function in tfjs' : 'is said in tfjs', () => {
    expect(tfjsText(graphWith(graph))).toBe(tfjs);
  });
});

describe('an expression of several ops', () => {
  const said = (graph: OpText['graph']) => ({
    torch: torchText(graphWith(graph)),
    tfjs: tfjsText(graphWith(graph)),
  });

  it('has brackets where Python would read it otherwise, and only there', () => {
    expect(torchText(graphWith(({ ops, x, y }) => ops.multiply(ops.add(x, y), y)))).toBe('(x + y) * y');
    expect(torchText(graphWith(({ ops, x, y }) => ops.add(ops.multiply(x, y), y)))).toBe('x * y + y');
    expect(torchText(graphWith(({ ops, x, y }) => ops.subtract(x, ops.subtract(y, 1))))).toBe(
      'x - (y - 1.0)',
    );
    expect(torchText(graphWith(({ ops, x, y }) => ops.divide(ops.divide(x, y), y)))).toBe('x / y / y');
    expect(torchText(graphWith(({ ops, x, y }) => ops.negate(ops.add(x, y))))).toBe('-(x + y)');
    expect(torchText(graphWith(({ ops, c, x }) => ops.and(c, ops.less(x, 1))))).toBe('c & (x < 1.0)');
  });

  it('turns a comparison whose number comes first', () => {
    expect(torchText(graphWith(({ ops, x }) => ops.less(0, x)))).toBe('x > 0.0');
    expect(torchText(graphWith(({ ops, x }) => ops.lessEqual(0, x)))).toBe('x >= 0.0');
  });

  it('squares what is multiplied by itself', () => {
    expect(said(({ ops, x }) => ops.multiply(x, x))).toEqual({ torch: 'x**2', tfjs: 'tf.square(x)' });
    expect(torchText(graphWith(({ ops, x, y }) => ops.square(ops.add(x, y))))).toBe(
      ['total = x + y', 'total**2'].join('\n'),
    );
  });

  it('gives what is read twice a variable, so that it is computed once', () => {
    expect(said(({ ops, x, y }) => ops.multiply(ops.exp(x), ops.add(ops.exp(x), y)))).toEqual({
      torch: ['exponential = torch.exp(x)', 'exponential * (exponential + y)'].join('\n'),
      tfjs: ['const exponential = tf.exp(x);', 'tf.mul(exponential, tf.add(exponential, y))'].join('\n'),
    });
  });

  it('writes sizes that are open by their names', () => {
    expect(said(({ ops, x }) => ops.divide(x, ops.size(T)))).toEqual({
      torch: 'x / float(t)',
      tfjs: "tf.div(x, tf.cast(tf.scalar(t, 'int32'), 'float32'))",
    });
  });
});
