import { beforeAll, describe, expect, it } from 'vitest';
import {
  defineActivation,
  defineLayer,
  defineLoss,
  defineRegularizer,
  initializer,
  number,
  RegistrationError,
  registerComponent,
  registerLayer,
  weight,
} from '../../compiler/extend.ts';
import { check, compileModel, createMemoryHost } from '../../compiler/index.ts';
import { createOnnxEngine } from '../../runtime/engines/onnx/engine.ts';
import { createTfjsEngine } from '../../runtime/engines/tfjs/engine.ts';
import { Model } from '../../runtime/model.ts';

const declaredScale = defineLayer({
  name: 'ChannelScale',
  family: 'core',
  summary: 'Every entry of the last axis times a number that is learned.',
  example: 'x -> ChannelScale()',
  arguments: { scale_initializer: initializer('scales') },
  input: { rank: { minimum: 1 }, dtype: 'float', knownAxes: [-1] },
  output: ({ inputs: [x] }) => x!,
  weights: ({ args, inputs: [x] }) => [weight('scale', [x!.shape.at(-1) as number], args.scale_initializer)],
  lower: (context, { inputs: [x] }) => context.ops.multiply(x!, context.weight('scale')),
});

const absolute = defineActivation({
  name: 'absolute_value',
  summary: 'The distance from zero.',
  arguments: { stretch: number(1, 'How steep.') },
  lower: (ops, x, { stretch }) => ops.multiply(ops.absolute(x), stretch),
});

const quartic = defineLoss({
  name: 'quartic',
  aliases: ['fourth_power'],
  summary: 'The fourth power of errors.',
  arguments: {},
  target: (head) => head,
  lower: (ops, { yTrue, yPred }) => {
    const error = ops.square(ops.subtract(yPred, yTrue));
    return ops.mean(ops.square(error), [error.shape.length - 1], false);
  },
});

const text = `model Small {
  input x: float32[2]
  head y = x -> ChannelScale(scale_initializer: Ones()) -> Dense(1, activation: absolute_value(stretch: 2), kernel_initializer: Ones()) {
    loss: fourth_power
  }
  train { optimizer: SGD(learning_rate: 0.001) }
}
`;

beforeAll(() => {
  registerLayer(declaredScale);
  registerComponent('activation', absolute);
  registerComponent('loss', quartic);
});

describe('what a program has registered', () => {
  it.each([
    ['onnx', createOnnxEngine],
    ['tfjs', createTfjsEngine],
  ] as const)('is checked, computed and trained on %s', async (_, create) => {
    const { graph, diagnostics } = compileModel('a.kmodel', createMemoryHost({ 'a.kmodel': text }));
    expect(diagnostics).toEqual([]);
    const model = new Model(graph!, await create(), { seed: 1 });
    const x = { shape: [1, 2], data: Float32Array.of(1, -3) };
    const y = { shape: [1, 1], data: Float32Array.of(1) };
    const before = await model.predict({ x });
    expect(before.y!.data[0]).toBeCloseTo(4, 5);
    const { loss } = await model.trainOnBatch({ x, y });
    expect(loss).toBeCloseTo(3 ** 4, 3);
    // d loss / d scale = 4·e³ · 2 · sign(z) · x, with e = 3, z = −2.
    const scale = Object.entries(model.getWeights()).find(([name]) => name.endsWith('/scale'))![1];
    expect(scale.data[0]).toBeCloseTo(1 + 0.001 * 4 * 27 * 2 * 1, 4);
    expect(scale.data[1]).toBeCloseTo(1 - 0.001 * 4 * 27 * 2 * 3, 4);
    await model.dispose();
  });

  it('is proposed where it is misspelt', () => {
    const wrong = text.replace('ChannelScale', 'ChanelScale').replace('fourth_power', 'quartik');
    const messages = check('a.kmodel', createMemoryHost({ 'a.kmodel': wrong })).diagnostics.map(
      ({ message }) => message,
    );
    expect(messages.join('\n')).toContain('Did you mean `ChannelScale`?');
    expect(messages.join('\n')).toContain('Did you mean `quartic`?');
  });

  it.each([
    ['Dense', 'There is a layer `Dense` already'],
    ['MaxPool2D', 'There is a layer `MaxPool2D` already'],
    ['ChannelScale', 'There is a layer `ChannelScale` already'],
    ['channelScale', 'begins with a capital, but this one is called "channelScale"'],
    ['Two Words', 'begins with a capital'],
    ['', 'called ""'],
  ])('is no layer of the name %j', (name, part) => {
    expect(() => registerLayer({ ...declaredScale, name })).toThrow(RegistrationError);
    expect(() => registerLayer({ ...declaredScale, name })).toThrow(part);
  });

  it('is no component whose name or other name is taken', () => {
    const l2 = defineRegularizer({
      name: 'L2',
      summary: 'Squares.',
      arguments: {},
      lower: (ops, w) => ops.sum(ops.square(w), [0], false),
    });
    expect(() => registerComponent('regularizer', l2)).toThrow('There is a regularizer `L2` already');
    expect(() => registerComponent('loss', { ...quartic, name: 'other', aliases: ['mse'] })).toThrow('`mse`');
    expect(() => registerComponent('activation', { ...absolute, name: 'a-b' })).toThrow(
      'An activation has a name of letters and digits, but this one is called "a-b"',
    );
  });
});
