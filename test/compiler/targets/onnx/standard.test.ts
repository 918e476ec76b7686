import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost, type ModelGraph } from '../../../../compiler/index.ts';
import { ModelProtoSchema, type GraphProto } from '../../../../compiler/targets/onnx/onnx_pb.ts';
import { onnxPrediction } from '../../../../compiler/targets/onnx/prediction.ts';
import { loadOnnxruntime } from '../../../../runtime/engines/onnx/onnxruntime.ts';
import type { HostTensor } from '../../../../runtime/engines/engine.ts';
import { createModel, importModel } from '../../../../runtime/index.ts';
import { createRandom } from '../../../../runtime/random.ts';
import { testEngine } from '../../../support/engine.ts';
import { importedGraph } from '../../../support/round-trips.ts';
import { sameModel } from '../../../support/same-model.ts';

const onnx = await loadOnnxruntime();
const folder = mkdtempSync(join(tmpdir(), 'kmodel-onnx-standard-'));

function compiled(type: string, head: string): ModelGraph {
  const lines = head.includes('\n') ? head : `  head y = x -> ${head}`;
  const text = `model M {\n  input x: ${type}\n${lines}\n}\n`;
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join(' '));
  return graph;
}

/** What makes the output, one operator behind the other; what only lays out constants is left out. */
function operators({ node, initializer }: GraphProto): string {
  const fixed = new Set(initializer.map(({ name }) => name));
  return node
    .filter(({ input, output }) => {
      const isFixed = input.every((name) => name === '' || fixed.has(name));
      if (isFixed) for (const name of output) fixed.add(name);
      return !isFixed;
    })
    .map(({ opType }) => opType)
    .join(' ');
}

interface Written {
  readonly graph: ModelGraph;
  readonly file: GraphProto;
  /** The largest difference between what onnxruntime makes of the file and what the engine predicts. */
  readonly difference: number;
  /** The same model by its nodes alone. */
  readonly back: () => Promise<ModelGraph>;
}

async function written(type: string, head: string): Promise<Written> {
  const graph = compiled(type, head);
  const model = await createModel(graph, { engine: await testEngine(), seed: 5 });
  const random = createRandom(2, head);
  // Weights as a training leaves them: of their own, and variances above zero.
  const weights = Object.fromEntries(
    Object.entries(model.getWeights()).map(([name, { shape, dtype, data }]): [string, HostTensor] => [
      name,
      {
        shape,
        dtype,
        data: Float32Array.from(data, () => (name.includes('variance') ? 0.5 : -0.5) + random.uniform()),
      },
    ]),
  );
  model.setWeights(weights);
  const file = fromBinary(ModelProtoSchema, onnxPrediction(graph, weights).file);
  file.metadataProps = [];
  const bytes = toBinary(ModelProtoSchema, file);
  const shape = [
    3,
    ...graph.tensors[graph.inputs[0]!.tensor]!.shape.map((size) => (typeof size === 'number' ? size : 6)),
  ];
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * random.normal());
  const session = await onnx.InferenceSession.create(bytes);
  const [found] = Object.values(await session.run({ x: new onnx.Tensor('float32', data, shape) }));
  const expected = (await model.predict({ x: { shape, data } })).y!;
  expect(found!.dims).toEqual(expected.shape);
  const difference = (found!.data as Float32Array).reduce(
    (most, value, at) => Math.max(most, Math.abs(value - expected.data[at]!) / (1 + Math.abs(value))),
    0,
  );
  return {
    graph,
    file: file.graph!,
    difference,
    back: async () => {
      const path = join(folder, 'model.onnx');
      writeFileSync(path, bytes);
      return importedGraph(await importModel(path));
    },
  };
}

/** A layer with its operators in a file, and whether the file's nodes alone are the same model again. */
type Case = readonly [type: string, head: string, operators: string, again: 'same' | 'other'];

const image = 'float32[6, 5, 4]';
const sequence = 'float32[6, 4]';
const numbers = 'float32[4]';

describe('what a file of ONNX has for a layer', () => {
  it.each<Case>([
    [numbers, 'Dense(3)', 'Gemm', 'same'],
    [numbers, 'Dense(3, activation: relu, use_bias: false)', 'MatMul Relu', 'same'],
    [sequence, 'Dense(3)', 'MatMul Add', 'same'],
    [sequence, 'Conv1D(3, 2)', 'Transpose Conv Transpose', 'same'],
    [image, 'Conv2D(3, 2, activation: relu)', 'Transpose Conv Relu Transpose', 'same'],
    [image, 'DepthwiseConv2D(2)', 'Transpose Conv Transpose', 'same'],
    [image, 'Conv2DTranspose(3, 3, strides: 2)', 'Transpose ConvTranspose Transpose', 'same'],
    [
      'float32[H, W, 4]',
      'Conv2DTranspose(3, 3, strides: 2, padding: same)',
      'Transpose ConvTranspose Transpose',
      'same',
    ],
    ['float32[3, 4, 3, 2]', 'Conv3D(3, 2)', 'Transpose Conv Transpose', 'same'],

    [image, 'LayerNormalization()', 'LayerNormalization', 'same'],
    [
      image,
      'GroupNormalization(2)',
      'Transpose Reshape InstanceNormalization Shape Reshape Transpose Mul Add',
      'same',
    ],
    [image, 'GroupNormalization(-1)', 'Transpose InstanceNormalization Transpose Mul Add', 'same'],
    [
      image,
      'GroupNormalization(1, scale: false, center: false)',
      'Transpose Reshape InstanceNormalization Shape Reshape Transpose',
      'same',
    ],
    [
      'float32[T, 4]',
      'GroupNormalization(2)',
      'Transpose Reshape InstanceNormalization Shape Reshape Transpose Mul Add',
      'same',
    ],
    [image, 'GroupNormalization(3, axis: 1)', 'Reshape InstanceNormalization Shape Reshape Mul Add', 'other'],

    [image, 'LeakyReLU(0.3)', 'LeakyRelu', 'same'],
    [image, 'PReLU()', 'PRelu', 'same'],
    [image, 'PReLU(shared_axes: [1, 2])', 'PRelu', 'same'],
    [image, 'PReLU(shared_axes: [3])', 'PRelu', 'same'],
    [numbers, 'PReLU()', 'PRelu', 'same'],
    [numbers, 'ELU()', 'Elu', 'same'],
    [numbers, 'ELU(0.5)', 'Elu', 'same'],
    [numbers, 'ReLU(threshold: 0.5)', 'ThresholdedRelu', 'same'],
    [numbers, 'ReLU(max_value: 6)', 'Clip', 'same'],
    [numbers, 'Softmax()', 'Softmax', 'same'],
    [numbers, 'Activation(celu(0.5))', 'Celu', 'same'],
    [numbers, 'Activation(selu)', 'Selu', 'same'],
    [numbers, 'Activation(hard_sigmoid)', 'HardSigmoid', 'same'],
    [numbers, 'Activation(hard_silu)', 'HardSwish', 'same'],
    [numbers, 'Activation(mish)', 'Mish', 'same'],
    [numbers, 'Activation(softsign)', 'Softsign', 'same'],
    [numbers, 'Activation(softplus)', 'Softplus', 'same'],
    [numbers, 'Activation(hard_shrink(0.3))', 'Shrink', 'same'],
    [numbers, 'Activation(soft_shrink(0.3))', 'Shrink', 'same'],
    [numbers, 'Activation(gelu)', 'Gelu', 'same'],
    [numbers, 'Activation(gelu(approximate: true))', 'Gelu', 'other'],
    [numbers, 'Activation(silu)', 'Sigmoid Mul', 'same'],

    [sequence, 'GlobalAveragePooling1D()', 'Transpose GlobalAveragePool Flatten', 'same'],
    [image, 'GlobalAveragePooling2D()', 'Transpose GlobalAveragePool Flatten', 'same'],
    [image, 'GlobalMaxPooling2D()', 'Transpose GlobalMaxPool Flatten', 'same'],
    [image, 'GlobalMaxPooling2D(keepdims: true)', 'Transpose GlobalMaxPool Transpose', 'other'],
    [sequence, 'UpSampling1D(3)', 'Transpose Resize Transpose', 'same'],
    [image, 'UpSampling2D([2, 3])', 'Transpose Resize Transpose', 'same'],
    ['float32[H, W, 4]', 'UpSampling2D(2)', 'Transpose Resize Transpose', 'same'],
    ['float32[3, 4, 3, 2]', 'UpSampling3D(2)', 'Transpose Resize Transpose', 'same'],
  ])('%s -> %s: %s', async (type, head, expected, again) => {
    const { graph, file, difference, back } = await written(type, head);
    expect(operators(file)).toBe(expected);
    expect(difference).toBeLessThan(2e-6);
    const found = sameModel(await back());
    if (again === 'same') expect(found).toEqual(sameModel(graph));
    else expect(found).not.toEqual(sameModel(graph));
  });

  // ONNX says 0.9 where Keras says 0.99: how fast the averages follow is no part of a prediction.
  const momentum = 'momentum: 0.9';

  it.each<Case>([
    [numbers, `BatchNormalization(${momentum})`, 'BatchNormalization', 'same'],
    [
      sequence,
      `BatchNormalization(${momentum}, epsilon: 0.01)`,
      'Transpose BatchNormalization Transpose',
      'same',
    ],
    ['float32[T, 4]', `BatchNormalization(${momentum})`, 'Transpose BatchNormalization Transpose', 'same'],
    [image, `BatchNormalization(${momentum})`, 'Transpose BatchNormalization Transpose', 'same'],
    [
      image,
      `BatchNormalization(${momentum}, scale: false)`,
      'Transpose BatchNormalization Transpose',
      'other',
    ],
    [
      image,
      `BatchNormalization(${momentum}, center: false)`,
      'Transpose BatchNormalization Transpose',
      'other',
    ],
    [
      image,
      'BatchNormalization(scale: false, center: false)',
      'Transpose BatchNormalization Transpose',
      'other',
    ],
    [image, 'BatchNormalization(axis: 1)', 'BatchNormalization', 'other'],
    [image, 'BatchNormalization(axis: 2)', 'Transpose BatchNormalization Transpose', 'other'],
    [
      'float32[3, 4, 3, 2]',
      `BatchNormalization(${momentum})`,
      'Transpose BatchNormalization Transpose',
      'same',
    ],
  ])('%s -> %s: %s', async (type, head, expected, again) => {
    const { graph, file, difference, back } = await written(type, head);
    expect(operators(file)).toBe(expected);
    expect(difference).toBeLessThan(2e-6);
    const found = await back();
    expect(found.layers.map(({ declaration }) => declaration.name)).toContain('BatchNormalization');
    if (again === 'same') expect(sameModel(found)).toEqual(sameModel(graph));
    else expect(sameModel(found)).not.toEqual(sameModel(graph));
  });

  it('keeps channels where ONNX has them from the first convolution to the last', async () => {
    const { file, difference, back, graph } = await written(
      'float32[12, 12, 3]',
      `
  branch a = x -> Conv2D(4, 3, padding: same, use_bias: false) -> BatchNormalization(${momentum}) -> ReLU()
  branch b = a -> Conv2D(4, 3, padding: same) -> BatchNormalization(${momentum}) -> ReLU(max_value: 6)
  branch c = [a, b] -> Add()
  branch d = c -> Conv2D(4, 3)
  branch e = c -> Conv2D(2, 3)
  head y = [d, e] -> Concatenate() -> MaxPooling2D(2) -> GlobalAveragePooling2D() -> Dense(2)`,
    );
    expect(operators(file)).toBe(
      'Transpose Conv BatchNormalization Relu Conv BatchNormalization Clip Add Conv Conv Concat MaxPool GlobalAveragePool Flatten Gemm',
    );
    expect(difference).toBeLessThan(5e-6);
    expect(sameModel(await back())).toEqual(sameModel(graph));
  });

  it('turns back what a head or a loop takes in its own order', async () => {
    const { file, difference } = await written(
      'float32[6, 4]',
      'Conv1D(4, 3, activation: relu) -> LSTM(3, recurrent_activation: hard_sigmoid, return_sequences: true)',
    );
    expect(operators(file)).toContain('Conv Relu');
    expect(difference).toBeLessThan(5e-6);
    const [loop] = file.node.filter(({ opType }) => opType === 'Scan');
    const body = loop!.attribute.find(({ name }) => name === 'body')!.g!;
    expect(body.node.map(({ opType }) => opType)).toContain('HardSigmoid');
  });
});
