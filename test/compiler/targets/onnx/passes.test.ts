import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { printPass } from '../../../../compiler/stages.ts';
import { passNames, runPasses } from '../../../../compiler/targets/onnx/passes.ts';
import { createOps } from '../../../../compiler/ops/builder.ts';
import { variable } from '../../../../compiler/shapes/size.ts';
import { difference } from '../../support/arrays.ts';
import { interpret } from '../../support/interpreter/interpret.ts';

const text = `model M {
  input x: float32[W, W, 3]
  head y = x -> Conv2D(16, 3, padding: same) -> BatchNormalization() -> ReLU() -> GlobalAveragePooling2D() -> Dense(1) { loss: mse }
  train { batch_size: 4 }
}`;
const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));

/** A model of one pipeline over four numbers. */
function modelOf(pipeline: string) {
  const model = `model M {\n  input x: float32[4]\n  head y = ${pipeline} { loss: mse }\n  train { batch_size: 4 }\n}`;
  return compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': model })).graph!;
}
const settings = { sizes: new Map([['W', 8]]), block: 16 };

describe('passes to onnxruntime', () => {
  it('fold a normalization into weights where a model predicts', () => {
    expect(printPass('ops', 'fold', graph!, settings)).not.toContain('subtract');
    expect(printPass('ops', 'fold', graph!, settings)).toContain(
      'float32[batch size, W, W, 16] = convolution',
    );
  });

  it('bind sizes to numbers', () => {
    expect(printPass('step', 'bind', graph!, settings)).toContain('float32[4, 8, 8, 16] = convolution');
    expect(printPass('step', 'bind', graph!, { ...settings, sizes: new Map() })).toContain('[4, W, W, 16]');
  });

  it('keep composite ops whole that run in blocks, and no others', () => {
    expect(printPass('step', 'expand', graph!, settings)).toContain('batchNormalizationGradient');
    const open = { ...settings, sizes: new Map() };
    expect(printPass('step', 'expand', graph!, open)).not.toContain('batchNormalization');
  });

  it('keep GELU whole, and its gradient in parts: what both have is less to compute again than to keep', () => {
    const gelus = modelOf('x -> Dense(4, activation: gelu) -> Dense(1)');
    for (const of of ['ops', 'step'] as const)
      expect(printPass(of, 'expand', gelus, settings)).toMatch(/= gelu\(/);
    const step = printPass('step', 'expand', gelus, settings);
    expect(step).not.toContain('geluGradient');
    expect(step.match(/= erf\(/g)).toHaveLength(1);
  });

  it('keep layer normalization whole, and its gradient in parts', () => {
    const normalized = modelOf('x -> Dense(4) -> LayerNormalization() -> Dense(1)');
    expect(printPass('ops', 'expand', normalized, settings)).toContain('= layerNormalization(');
    const step = printPass('step', 'expand', normalized, settings);
    expect(step).toContain('= layerNormalization(');
    expect(step).not.toContain('layerNormalizationGradient');
  });

  it('halve products for a GPU, where the model asks for it, and nothing on the processor', () => {
    const mixed = { ...graph!, training: { ...graph!.training, precision: 'mixed_float16' as const } };
    expect(printPass('step', 'halve', mixed, settings)).toMatch(/float16\[4, 8, 8, 16\] = convolution\(/);
    expect(printPass('step', 'halve', graph!, settings)).not.toContain('float16');
    expect(printPass('step', 'expand', mixed, settings)).not.toContain('float16');
  });

  it('replace what a GPU lacks', () => {
    const text =
      'model M {\n  input x: float32[5]\n  head y = x -> Dense(3, activation: softmax) { loss: crossentropy, metrics: [accuracy] }\n}';
    const classes = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text })).graph!;
    expect(printPass('step', 'bind', classes, settings)).toContain('= argMax(');
    expect(printPass('step', 'replace', classes, settings)).not.toContain('= argMax(');
  });

  it('say which loops are operators of onnxruntime', () => {
    const text = 'model M {\n  input x: float32[T, 5]\n  head y = x -> LSTM(4) -> Dense(1) { loss: mse }\n}';
    const recurrent = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text })).graph!;
    expect(printPass('ops', 'blocks', recurrent, settings)).toMatch(/= scan\(.*\/\/ as LSTM of onnxruntime/);
    expect(printPass('step', 'blocks', recurrent, settings)).not.toContain('as LSTM');
  });

  it('say what runs in blocks, and what runs in one with it', () => {
    const printed = printPass('ops', 'blocks', graph!, settings);
    expect(printed).toMatch(/= convolution\(.*\/\/ within the next/);
    expect(printed).toMatch(/= relu\(.*\/\/ in blocks of 16, narrow convolution with bias %\d+, relu/);
  });

  it.each(passNames)('leave the meaning of a graph as it is: %s', async (name) => {
    const ops = createOps();
    const n = variable('n');
    const x = ops.scope.input('x', 'float32', [n, 5, 5, 16]);
    const known = (shape: readonly number[], at: string) => ops.scope.input(at, 'float32', shape);
    const window = {
      strides: [1, 1],
      dilations: [1, 1],
      padding: [
        [1, 1],
        [1, 1],
      ],
      groups: 1,
    } as const;
    const convolved = ops.convolution(x, known([3, 3, 16, 16], 'kernel'), window);
    const scaled = ops.add(ops.multiply(convolved, known([16], 'factor')), known([16], 'shift'));
    const [y] = ops.batchNormalization(ops.relu(scaled), known([16], 'gamma'), known([16], 'beta'), 0.1);
    const whole = ops.scope.build([{ name: 'y', tensor: ops.divide(ops.sum(y, [1, 2]), ops.size(n)) }]);
    const inputs = Object.fromEntries(
      whole.inputs.map(({ name: input, tensor }) => {
        const shape = tensor.shape.map((size) => (typeof size === 'number' ? size : 2));
        const count = shape.reduce((product, size) => product * size, 1);
        const data = Array.from({ length: count }, (_, at) => Math.sin(at * 1.7 + input.length));
        return [input, { dtype: 'float32' as const, shape, data }];
      }),
    );
    const passed = runPasses(
      whole,
      { sizes: new Map([['n', 2]]), known: new Set(['kernel', 'factor', 'shift']), block: 16 },
      name,
    );
    const [found, wanted] = [await interpret(passed, inputs), await interpret(whole, inputs)];
    expect(difference(found.y!, wanted.y!, { rtol: 1e-9, atol: 1e-9 })).toBeUndefined();
  });
});
