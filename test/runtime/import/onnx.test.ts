import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost, type ModelGraph } from '../../../compiler/index.ts';
import { buildPredictStep } from '../../../compiler/steps/build-steps.ts';
import { emitOnnx } from '../../../compiler/targets/onnx/emit.ts';
import { onnxPrediction, type WeightValues } from '../../../compiler/targets/onnx/prediction.ts';
import {
  ModelProtoSchema,
  StringStringEntryProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type ModelProto,
  type NodeProto,
} from '../../../compiler/targets/onnx/onnx_pb.ts';
import { nodeProto, type AttributeValue } from '../../../compiler/targets/onnx/proto.ts';
import { loadOnnxruntime } from '../../../runtime/engines/onnx/onnxruntime.ts';
import { createModel, importModel, KmodelError, type ImportedModel } from '../../../runtime/index.ts';
import { createRandom } from '../../../runtime/random.ts';
import { testEngine } from '../../support/engine.ts';
import { sameModel } from '../../support/same-model.ts';
import { dataFor, subjectFrom } from '../../support/subjects.ts';
import { smallerExampleTexts } from '../../support/smaller-examples.ts';

const onnx = await loadOnnxruntime();
const fixtures = join(import.meta.dirname, 'onnx');
const folder = mkdtempSync(join(tmpdir(), 'kmodel-onnx-in-'));

function compile({ text, model }: ImportedModel): ModelGraph {
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }), { model });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return graph!;
}

type Arrays = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: Float32Array | Int32Array }>
>;

/** Holds an imported model against onnxruntime on the file itself; gives the text. */
async function expectSamePredictions(path: string, samples: number): Promise<string> {
  const imported = await importModel(path);
  const graph = compile(imported);
  const model = await createModel(graph, { engine: await testEngine(), seed: 0 });
  model.setWeights(imported.weights!);
  const random = createRandom(1, path);
  const session = await onnx.InferenceSession.create(path);
  const arrays: Arrays = Object.fromEntries(
    graph.inputs.map(({ name, tensor }) => {
      const { shape, dtype } = graph.tensors[tensor]!;
      const whole = [samples, ...shape.map((size) => (typeof size === 'number' ? size : 9))];
      const length = whole.reduce((product, size) => product * size, 1);
      const data = dtype.startsWith('int')
        ? Int32Array.from({ length }, () => Math.floor(random.uniform() * 20))
        : Float32Array.from({ length }, random.normal);
      return [name, { shape: whole, data }];
    }),
  );
  const feeds = Object.fromEntries(
    Object.entries(arrays).map(([name, { shape, data }], index) => {
      const metadata = session.inputMetadata[index]!;
      const isLong = metadata.isTensor && metadata.type === 'int64';
      const tensor = isLong
        ? new onnx.Tensor('int64', BigInt64Array.from([...data].map(BigInt)), [...shape])
        : data instanceof Float32Array
          ? new onnx.Tensor('float32', data, [...shape])
          : new onnx.Tensor('int32', data, [...shape]);
      return [session.inputNames[index] ?? name, tensor];
    }),
  );
  const expected = await session.run(feeds);
  const found = await model.predict(arrays);
  graph.heads.forEach((head, index) => {
    const { dims, data } = expected[session.outputNames[index]!]!;
    expect(found[head.name]!.shape).toEqual([...dims]);
    (data as Float32Array).forEach((value, place) =>
      expect(Math.abs(found[head.name]!.data[place]! - value), `${head.name}[${place}]`).toBeLessThanOrEqual(
        1e-5 + 1e-4 * Math.abs(value),
      ),
    );
  });
  return imported.text;
}

describe('a model that torch.onnx wrote', () => {
  const names = readdirSync(fixtures).filter((name) => name.endsWith('.onnx'));

  it.each(names)('predicts what onnxruntime predicts: %s', async (name) => {
    await expectSamePredictions(join(fixtures, name), name === 'state.onnx' ? 1 : 3);
  });

  it('keeps the layout of its image, and has the blocks of a residual network again', async () => {
    const { text } = await importModel(join(fixtures, 'resnet.onnx'));
    expect(text).toMatch(/input x: float32\[3, 64, 64\]\n\n {2}head y = x\n {4}-> Permute\(\[2, 3, 1\]\)/);
    expect(text.match(/^block /gm)).toHaveLength(2);
    expect(text).toContain('-> for filters in [8, 12, 16] { Projection(filters) -> Residual(filters) }');
    expect(text.split('\n').length).toBeLessThan(45);
  });

  it('has layer normalizations and GELU again, which older operator sets have in pieces', async () => {
    const { text } = await importModel(join(fixtures, 'feed.onnx'));
    expect(text).toContain('LayerNormalization(epsilon: 0.00001, name: "norm1")');
    expect(text).toContain('LayerNormalization(name: "norm2")');
    expect(text).toContain('Dense(12, activation: gelu');
    expect(text).toContain('head y = gelu(');
    expect(text).not.toMatch(/erf|sqrt|tanh/);
  });

  it('has normalizations of groups and instances again, which operator set 13 has in pieces', async () => {
    const { text } = await importModel(join(fixtures, 'groups.onnx'));
    expect(text).toContain(`-> GroupNormalization(2, epsilon: 0.00001)
    -> PReLU(shared_axes: [1, 2])
    -> Activation(celu(0.5))`);
    expect(text).toContain('-> GroupNormalization(-1, name: "norm2")');
    expect(text).toContain('-> GroupNormalization(-1, epsilon: 0.00001, center: false, scale: false)');
  });

  it('has layers on each other whose first states are parts of one tensor', async () => {
    const { text } = await importModel(join(fixtures, 'stacked.onnx'));
    expect(text).toContain('x -> repeat 2 { Bidirectional(LSTM(3, return_sequences: true)) }');
  });

  it('has the attention of PyTorch in its parts, whose batch stands behind the steps there', async () => {
    const { text } = await importModel(join(fixtures, 'attention.onnx'));
    expect(text).toMatch(/matmul\(\w+, \w+\) -> Softmax\(\)/);
    expect(text).toContain('model AttentionModel {');
    expect(text).toMatch(/head result = matmul\(softmax, \w+\)\n/);
    expect(text.split('\n').length).toBeLessThan(22);
    const encoders = await importModel(join(fixtures, 'encoders.onnx'));
    expect(encoders.text.match(/LayerNormalization/g)!.length).toBeGreaterThan(0);
  });

  it.each(['causal.onnx', 'causal_dynamo.onnx'])('has a causal mask as a part of ones: %s', async (name) => {
    const { text } = await importModel(join(fixtures, name));
    expect(text).toMatch(/= tril\(ones_like\)\n/);
    expect(text).toMatch(/where\(\w+, \w+, -1_000_000_000\)/);
    expect(text).toContain('-> repeat 2 { Residual2() -> Residual() }');
    expect(text).toContain('PositionEmbedding(16)');
  });

  it('adds a mask of two numbers as what it is', async () => {
    const { text } = await importModel(join(fixtures, 'causal_later.onnx'));
    expect(text).toContain('full_like(');
    expect(text).toContain('tril - 10_000');
  });

  it('has the steps and the last states of a recurrent layer as its results', async () => {
    const { text } = await importModel(join(fixtures, 'steps_and_states.onnx'));
    expect(text).toContain(
      'branch [lstm, lstm2, lstm3] = x -> LSTM(5, return_sequences: true, return_state: true)',
    );
    expect(text).toMatch(/head y = lstm\n {2}head y2 = lstm2 -> Dense\(3, name: "fc"\)\n {2}head y3 = lstm3/);
    const both = await importModel(join(fixtures, 'both_ways.onnx'));
    expect(both.text).toContain('-> Bidirectional(LSTM(5, return_sequences: true, return_state: true))');
    const next = await importModel(join(fixtures, 'translation.onnx'));
    expect(next.text).toContain('LSTM(5, return_sequences: true, initial_state: [lstm2, lstm3])');
  });

  it('has a layer that is called twice as a shared one', async () => {
    const { text, weights } = await importModel(join(fixtures, 'twins.onnx'));
    expect(text).toContain('shared tower_0 = Dense(6, activation: relu)');
    expect(text).toContain('x -> tower_0 -> tower_2');
    expect(text).toContain('y -> tower_0 -> tower_2');
    expect(Object.keys(weights!)).toHaveLength(4);
  });

  it('goes round loops as often as the file says, and takes the side of a condition that it decides', async () => {
    const rounds = await importModel(join(fixtures, 'rounds.onnx'));
    expect(rounds.text.match(/Activation\(tanh\)/g)).toHaveLength(4);
    const scan = await importModel(join(fixtures, 'scan.onnx'));
    expect(scan.text).toContain('stack([activation, activation2, activation3], axis: 1)');
    expect(scan.text).toContain('-> ReLU()');
    expect(scan.text).not.toContain('negative');
  });

  it('flattens as a person would write it, and moves the rows of the matrix instead', async () => {
    const { text } = await importModel(join(fixtures, 'vgg.onnx'));
    expect(text.match(/Permute/g)).toHaveLength(1);
    expect(text).toContain('-> Flatten()\n    -> Dense(8, activation: relu, name: "classifier_0")');
  });
});

/** Examples whose graphs hold loops, masks or places that are worked out: many nodes, which are no layers. */
const withLoops = /question|siamese|tickets|two-cameras|shared|xception|transformer|difficulty|unet/;

/** A file of ours without what it says about its model: as another program would have written it. */
function nodesAlone(graph: ModelGraph, weights: WeightValues): Uint8Array {
  const file = fromBinary(ModelProtoSchema, onnxPrediction(graph, weights).file);
  file.metadataProps = [];
  return toBinary(ModelProtoSchema, file);
}

describe('a model that goes out to ONNX and comes back node by node', () => {
  const names = Object.keys(smallerExampleTexts).filter((name) => !withLoops.test(name));

  it.each(names)('predicts the same: %s', async (name) => {
    const { graph } = subjectFrom(smallerExampleTexts, name);
    const model = await createModel(graph, { engine: await testEngine(), seed: 3 });
    const path = join(folder, `${name}.onnx`);
    writeFileSync(path, nodesAlone(graph, model.getWeights()));
    const imported = await importModel(path);
    const other = await createModel(compile(imported), { engine: await testEngine(), seed: 0 });
    other.setWeights(imported.weights!);
    const data = dataFor(graph, 3);
    const [expected, found] = [await model.predict(data), await other.predict(data)];
    for (const { name: head } of graph.heads)
      expected[head]!.data.forEach((value, place) => expect(found[head]!.data[place]).toBeCloseTo(value, 4));
  });

  it('has the same layers, where nothing was worked out beforehand', async () => {
    const { graph } = subjectFrom(smallerExampleTexts, 'mlp.kmodel');
    const model = await createModel(graph, { engine: await testEngine(), seed: 3 });
    const path = join(folder, 'same.onnx');
    writeFileSync(path, nodesAlone(graph, model.getWeights()));
    const lines = (each: ModelGraph): unknown => (sameModel(each) as { readonly lines: unknown }).lines;
    expect(lines(compile(await importModel(path)))).toEqual(lines(graph));
  });
});

interface Step {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs?: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

interface Small {
  readonly input?: readonly number[];
  readonly steps: readonly Step[];
  readonly constants?: Readonly<Record<string, readonly [shape: readonly number[], data: readonly number[]]>>;
  readonly integers?: Readonly<Record<string, readonly number[]>>;
}

/** A file of one input `x` and one output `y`. */
function modelOf({ input = [4], steps, constants = {}, integers = {} }: Small): ModelProto {
  const { graph } = subjectFrom(
    { 'm.kmodel': `model Small {\n  input x: float32[${input.join(', ')}]\n  head y = x -> ReLU()\n}\n` },
    'm.kmodel',
  );
  const model = fromBinary(ModelProtoSchema, emitOnnx(buildPredictStep(graph).graph, 'Small'));
  model.graph!.node = steps.map(({ op, inputs, outputs = ['y'], attributes = {} }) =>
    nodeProto(op, inputs, outputs, attributes),
  );
  model.graph!.output = [create(ValueInfoProtoSchema, { name: 'y' })];
  model.graph!.initializer = [
    ...Object.entries(constants).map(([name, [dims, floatData]]) =>
      create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: 1, floatData: [...floatData] }),
    ),
    ...Object.entries(integers).map(([name, data]) =>
      create(TensorProtoSchema, {
        name,
        dims: [BigInt(data.length)],
        dataType: 7,
        int64Data: data.map(BigInt),
      }),
    ),
  ];
  return model;
}

let files = 0;
function saved(model: ModelProto | Uint8Array): string {
  const path = join(folder, `small-${files++}.onnx`);
  writeFileSync(path, model instanceof Uint8Array ? model : toBinary(ModelProtoSchema, model));
  return path;
}

/** What one node after another becomes, after `head y = `. */
async function written(small: Small): Promise<string> {
  const { text } = await importModel(saved(modelOf(small)));
  return /head y = ([^]*?)\n}/.exec(text)![1]!.replace(/\s+/g, ' ');
}

const one = (op: string, attributes: Readonly<Record<string, AttributeValue>> = {}, input = [4]): Small => ({
  input,
  steps: [{ op, inputs: ['x'], attributes }],
});

describe('GELU in pieces', () => {
  /** `half * x * (one + erf(x / root))` */
  const pieces = ({ half = 0.5, one = 1, root = Math.SQRT2, again = 'x' }): Small => ({
    input: [4],
    constants: { half: [[], [half]], one: [[], [one]], root: [[], [root]] },
    steps: [
      { op: 'Div', inputs: ['x', 'root'], outputs: ['a'] },
      { op: 'Erf', inputs: ['a'], outputs: ['b'] },
      { op: 'Add', inputs: ['b', 'one'], outputs: ['c'] },
      { op: 'Relu', inputs: ['x'], outputs: ['other'] },
      { op: 'Mul', inputs: [again, 'c'], outputs: ['d'] },
      { op: 'Mul', inputs: ['half', 'd'] },
    ],
  });

  it('is one activation', async () => expect(await written(pieces({}))).toContain('x -> Activation(gelu)'));

  it.each([{ half: 0.4 }, { one: 2 }, { root: 1.4 }, { again: 'other' }])(
    'stays in pieces where one of them is another: %j',
    async (changes) => {
      const small = pieces(changes);
      expect(await expectSamePredictions(saved(modelOf(small)), 3)).toContain('erf(');
    },
  );
});

describe('a vector for each step of a sequence, added to it', () => {
  const added = (dims: readonly number[]): Small => ({
    input: [3, 2],
    steps: [{ op: 'Add', inputs: ['x', 'table'] }],
    constants: { table: [dims, [1, 2, 3, 4, 5, 6]] },
  });

  it.each([[[3, 2]], [[1, 3, 2]]])('is learned positions: %j', async (dims) => {
    const text = await expectSamePredictions(saved(modelOf(added(dims))), 3);
    expect(text).toContain('PositionEmbedding(3)');
  });

  it('is refused where its shape is another', async () => {
    expect(await complaint(modelOf(added([2, 3])))).toContain('it computes with 6 numbers of the file');
  });
});

describe('a node of ONNX', () => {
  it.each<readonly [string, Small, string]>([
    ['Relu', one('Relu'), 'x -> ReLU()'],
    ['Elu', one('Elu', { alpha: { float: 0.5 } }), 'x -> ELU(0.5)'],
    ['LeakyRelu', one('LeakyRelu', { alpha: { float: 0.2 } }), 'x -> LeakyReLU(0.2)'],
    ['Softmax', one('Softmax'), 'x -> Softmax()'],
    ['Softmax of channels', one('Softmax', { axis: 1 }, [3, 5]), 'x -> Softmax(1)'],
    ['Flatten', one('Flatten', {}, [3, 5]), 'x -> Flatten()'],
    ['Transpose', one('Transpose', { perm: [0, 2, 1] }, [3, 5]), 'x -> Permute([2, 1])'],
    [
      'two Transposes that undo each other',
      {
        input: [3, 5],
        steps: [
          { op: 'Transpose', inputs: ['x'], outputs: ['t'], attributes: { perm: [0, 2, 1] } },
          { op: 'Transpose', inputs: ['t'], outputs: ['u'], attributes: { perm: [0, 2, 1] } },
          { op: 'Relu', inputs: ['u'] },
        ],
      },
      'x -> ReLU()',
    ],
    [
      'GlobalAveragePool and Flatten',
      {
        input: [3, 5, 6],
        steps: [
          { op: 'GlobalAveragePool', inputs: ['x'], outputs: ['p'] },
          { op: 'Flatten', inputs: ['p'] },
        ],
      },
      'x -> Permute([2, 3, 1]) -> GlobalAveragePooling2D()',
    ],
    [
      'MaxPool of same size',
      one('MaxPool', { kernel_shape: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] }, [2, 5, 6]),
      'x -> Permute([2, 3, 1]) -> MaxPooling2D(3, strides: 1, padding: same) -> Permute([3, 1, 2])',
    ],
    [
      'AveragePool that counts its zeros',
      one(
        'AveragePool',
        { kernel_shape: [2, 2], strides: [2, 2], pads: [1, 1, 1, 1], count_include_pad: 1 },
        [2, 4, 4],
      ),
      'x -> Permute([2, 3, 1]) -> ZeroPadding2D(1) -> AveragePooling2D(2) -> Permute([3, 1, 2])',
    ],
    [
      'Resize to the nearest entry',
      {
        input: [2, 3, 4],
        steps: [
          {
            op: 'Resize',
            inputs: ['x', '', 'scales'],
            attributes: { coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
          },
        ],
        constants: { scales: [[4], [1, 1, 2, 3]] },
      },
      'x -> Permute([2, 3, 1]) -> UpSampling2D([2, 3]) -> Permute([3, 1, 2])',
    ],
    [
      'Resize between entries',
      {
        input: [2, 3, 4],
        steps: [
          {
            op: 'Resize',
            inputs: ['x', '', 'scales'],
            attributes: { mode: 'linear', coordinate_transformation_mode: 'half_pixel' },
          },
        ],
        constants: { scales: [[4], [1, 1, 2, 2]] },
      },
      'x -> Permute([2, 3, 1]) -> UpSampling2D(interpolation: bilinear) -> Permute([3, 1, 2])',
    ],
    [
      'MatMul and Add',
      {
        steps: [
          { op: 'MatMul', inputs: ['x', 'w'], outputs: ['m'] },
          { op: 'Add', inputs: ['m', 'b'] },
        ],
        constants: {
          w: [
            [4, 2],
            [1, 2, 3, 4, 5, 6, 7, 8],
          ],
          b: [[2], [1, 2]],
        },
      },
      'x -> Dense(2)',
    ],
    [
      'MatMul whose result is taken twice',
      {
        steps: [
          { op: 'MatMul', inputs: ['x', 'w'], outputs: ['m'] },
          { op: 'Relu', inputs: ['m'], outputs: ['r'] },
          { op: 'Add', inputs: ['m', 'r'] },
        ],
        constants: {
          w: [
            [4, 2],
            [1, 2, 3, 4, 5, 6, 7, 8],
          ],
        },
      },
      'features + re_lu',
    ],
    [
      'x · sigmoid(x)',
      {
        steps: [
          { op: 'Sigmoid', inputs: ['x'], outputs: ['s'] },
          { op: 'Mul', inputs: ['x', 's'] },
        ],
      },
      'x -> Activation(silu)',
    ],
    [
      'a number for each channel',
      {
        steps: [
          { op: 'Mul', inputs: ['x', 'a'], outputs: ['m'] },
          { op: 'Add', inputs: ['m', 'b'] },
        ],
        constants: { a: [[4], [1, 2, 3, 4]], b: [[4], [5, 6, 7, 8]] },
      },
      'x -> BatchNormalization()',
    ],
    [
      'Cast to whole numbers and back, which cuts fractions off',
      {
        steps: [
          { op: 'Mul', inputs: ['x', 'a'], outputs: ['m'] },
          { op: 'Cast', inputs: ['m'], outputs: ['n'], attributes: { to: 7 } },
          { op: 'Cast', inputs: ['n'], attributes: { to: 1 } },
        ],
        constants: { a: [[], [10]] },
      },
      'cast(cast, dtype: float32)',
    ],
    [
      'Clip to 6',
      { steps: [{ op: 'Clip', inputs: ['x', 'a', 'b'] }], constants: { a: [[], [0]], b: [[], [6]] } },
      'x -> ReLU(6)',
    ],
    [
      'Reshape by sizes of a tensor',
      {
        input: [3, 4],
        steps: [
          { op: 'Shape', inputs: ['x'], outputs: ['s'] },
          { op: 'Gather', inputs: ['s', 'first'], outputs: ['n'], attributes: { axis: 0 } },
          { op: 'Concat', inputs: ['n', 'rest'], outputs: ['shape'], attributes: { axis: 0 } },
          { op: 'Reshape', inputs: ['x', 'shape'] },
        ],
        integers: { first: [0], rest: [2, -1] },
      },
      'x -> Reshape([2, 6])',
    ],
  ])('becomes what a person would write: %s', async (_, small, text) => {
    expect(await written(small)).toBe(text);
    await expectSamePredictions(saved(modelOf(small)), 3);
  });
});

describe('a ConvTranspose of ONNX', () => {
  const up = (
    k: number,
    attributes: Readonly<Record<string, AttributeValue>>,
    strides: readonly number[] = [2],
  ): Small => {
    const length = 2 * 3 * k ** strides.length;
    return {
      input: [2, ...strides.map((_, axis) => 5 + axis)],
      steps: [{ op: 'ConvTranspose', inputs: ['x', 'k', 'b'], attributes: { strides, ...attributes } }],
      constants: {
        k: [[2, 3, ...strides.map(() => k)], Array.from({ length }, (_, at) => Math.sin(at))],
        b: [[3], [0.5, -1, 2]],
      },
    };
  };
  const made = (text: string): string => `x -> Permute([2, 1]) -> ${text} -> Permute([2, 1])`;

  it.each<readonly [string, Small, string]>([
    ['all that windows reach', up(3, {}), made('Conv1DTranspose(3, 3, strides: 2)')],
    ['as Keras’s `same`', up(4, { pads: [1, 1] }), made('Conv1DTranspose(3, 4, strides: 2, padding: same)')],
    [
      'cropped in front alone',
      up(3, { pads: [1, 1], output_padding: [1] }),
      made('Conv1DTranspose(3, 3, strides: 2) -> Cropping1D([1, 0])'),
    ],
    [
      'cropped on both sides',
      up(3, { pads: [1, 1] }),
      made('Conv1DTranspose(3, 3, strides: 2) -> Cropping1D()'),
    ],
    [
      'longer than what windows reach',
      up(3, { output_padding: [1] }),
      made('Conv1DTranspose(3, 3, strides: 2, output_padding: 1)'),
    ],
    [
      'with strides longer than a window',
      up(2, { pads: [0, 1] }, [3]),
      made('Conv1DTranspose(3, 2, strides: 3) -> Cropping1D([0, 2])'),
    ],
    [
      'SAME_UPPER',
      up(3, { auto_pad: 'SAME_UPPER' }),
      made('Conv1DTranspose(3, 3, strides: 2, padding: same)'),
    ],
    [
      'SAME_LOWER',
      up(3, { auto_pad: 'SAME_LOWER' }),
      made('Conv1DTranspose(3, 3, strides: 2) -> Cropping1D([1, 0])'),
    ],
    [
      'longer along one axis and cropped along the other',
      up(3, { pads: [0, 1, 0, 1], output_padding: [1, 0] }, [2, 2]),
      'x -> Permute([2, 3, 1]) -> Conv2DTranspose(3, 3, strides: 2, output_padding: [1, 0])' +
        ' -> Cropping2D([[0, 0], [1, 1]]) -> Permute([3, 1, 2])',
    ],
  ])('is the layer of Keras, with what is cropped behind it: %s', async (_, small, text) => {
    expect(await written(small)).toBe(text);
    await expectSamePredictions(saved(modelOf(small)), 3);
  });
});

const complaint = async (model: ModelProto | Uint8Array): Promise<string> => {
  try {
    await importModel(saved(model));
  } catch (error) {
    expect(error).toBeInstanceOf(KmodelError);
    return (error as Error).message;
  }
  return 'no error';
};

describe('what kmodel cannot say of ONNX', () => {
  it.each<readonly [string, Small, string]>([
    [
      'an operator that it lacks',
      one('NonMaxSuppression'),
      'The node `NonMaxSuppression_y` is `NonMaxSuppression`, which kmodel cannot say here: kmodel has no layer and no function for it.',
    ],
    [
      'a pool that rounds up',
      one('MaxPool', { kernel_shape: [2], strides: [2], ceil_mode: 1 }, [3, 5]),
      'rounds its sizes up',
    ],
    [
      'a pool of what may be below zero, padded',
      one('MaxPool', { kernel_shape: [3], strides: [2], pads: [1, 1] }, [3, 8]),
      'pads what may be below zero',
    ],
    [
      'a transposed convolution of a size of its own',
      {
        input: [2, 5],
        steps: [{ op: 'ConvTranspose', inputs: ['x', 'k'], attributes: { output_shape: [9] } }],
        constants: { k: [[2, 3, 3], new Array<number>(18).fill(1)] },
      },
      'it says the sizes of its result',
    ],
    ['a join of samples', one('ReduceSum', { axes: [0] }), 'joins samples of the batch'],
    ['a batch that moves', one('Transpose', { perm: [1, 0] }), 'moves the batch'],
    ['a node that takes nothing', { steps: [{ op: 'Relu', inputs: [] }] }, 'its input 0 is missing'],
    ['a tensor that nobody makes', { steps: [{ op: 'Relu', inputs: ['gone'] }] }, 'its input 0 is missing'],
    [
      'a node made from its own result',
      { steps: [{ op: 'Relu', inputs: ['y'] }] },
      'is made from its own result',
    ],
    ['an axis that is not there', one('Softmax', { axis: 7 }), 'has an axis 7, where there are 2'],
    ['an output that nobody makes', { steps: [] }, 'The output `y` does not follow from the inputs.'],
  ])('is an error that names node and operator: %s', async (_, small, message) => {
    expect(await complaint(modelOf(small))).toContain(message);
  });
});

/** A node with `x` and a constant `c`. */
const withConstant = (op: string, dims: readonly number[], number: number): Small => ({
  input: [4],
  steps: [{ op, inputs: ['x', 'c'] }],
  constants: {
    c: [dims, new Array<number>(dims.reduce((product, size) => product * size, 1)).fill(number)],
  },
});

/** The same with axes of size 1 in front of the result, which go. */
const squeezed = (small: Small): Small => ({
  ...small,
  steps: [
    ...small.steps.slice(0, -1),
    { ...small.steps.at(-1)!, outputs: ['tall'] },
    { op: 'Squeeze', inputs: ['tall', 'front'] },
  ],
  integers: { ...small.integers, front: [0] },
});

/** A node with `x` and a number in a shape that another node gives. */
const withFill = (op: string, sizes: readonly number[], number: number, input: readonly number[]): Small => ({
  input,
  steps: [
    { op: 'Expand', inputs: ['number', 'sizes'], outputs: ['c'] },
    { op, inputs: ['x', 'c'] },
  ],
  constants: { number: [[1], [number]] },
  integers: { sizes },
});

const chosen = (condition: readonly number[], other: readonly number[], input: readonly number[]): Small => ({
  input,
  steps: [
    { op: 'Cast', inputs: ['c'], outputs: ['t'], attributes: { to: 9 } },
    { op: 'Where', inputs: ['t', 'x', 'o'] },
  ],
  constants: {
    c: [condition, new Array<number>(condition.reduce((product, size) => product * size, 1)).fill(1)],
    o: [other, new Array<number>(other.reduce((product, size) => product * size, 1)).fill(5)],
  },
});

describe('a number that changes nothing but the shape', () => {
  it.each<readonly [string, Small]>([
    ['zeros of the same shape', withFill('Add', [1, 4], 0, [4])],
    ['zeros of fewer axes', withFill('Add', [4], 0, [3, 4])],
    ['zeros with axes in front', squeezed(withFill('Add', [1, 1, 4], 0, [4]))],
    ['one zero with axes in front', squeezed(withConstant('Add', [1, 1, 1], 0))],
    ['one with axes in front', squeezed(withConstant('Mul', [1, 1, 1], 1))],
    ['a factor with axes in front', squeezed(withConstant('Mul', [1, 1, 1], 3))],
    ['a square with axes in front', squeezed(withConstant('Pow', [1, 1, 1], 2))],
    ['a power with axes in front', squeezed(withConstant('Pow', [1, 1, 1], 3))],
    ['a choice that is made, of as many entries', chosen([1], [4], [4])],
    ['a choice that is made, with axes in front', squeezed(chosen([1, 1, 1], [1], [4]))],
  ])('is left out where the shape stays: %s', async (_, small) => {
    await expectSamePredictions(saved(modelOf(small)), 3);
  });

  it('is left out where it has the samples that the file was written for', async () => {
    const model = modelOf(withFill('Add', [8, 4], 0, [4]));
    const type = model.graph!.input[0]!.type!.value;
    if (type.case !== 'tensorType') throw new Error('The input is no tensor.');
    type.value.shape!.dim[0]!.value = { case: 'dimValue', value: 8n };
    await expectSamePredictions(saved(model), 8);
  });

  it.each<readonly [string, Small, string]>([
    [
      'zeros of a larger shape',
      withFill('Add', [1, 4], 0, [1]),
      'The node `Add_y` is `Add`, which kmodel cannot say here: it would repeat [batch, 1] in the shape of [1, 4].',
    ],
    ['zeros of more axes', withFill('Add', [5, 1, 4], 0, [4]), 'repeat [batch, 4] in the shape of [5, 1, 4]'],
    ['ones of a larger shape', withFill('Mul', [4], 1, [3, 1]), 'repeat [batch, 3, 1] in the shape of [4]'],
    [
      'a factor in a larger shape',
      withFill('Mul', [4], 2, [3, 1]),
      'repeat [batch, 3, 1] in the shape of [4]',
    ],
    ['differences', withFill('Sub', [4], 0, [3, 1]), 'repeat [batch, 3, 1] in the shape of [4]'],
    ['quotients', withFill('Div', [4], 1, [3, 1]), 'repeat [batch, 3, 1] in the shape of [4]'],
    ['exponents', withFill('Pow', [4], 2, [3, 1]), 'repeat [batch, 3, 1] in the shape of [4]'],
    ['a condition', chosen([1, 1], [4], [1]), 'repeat [batch, 1] in the shape of [1, 1] and [4]'],
    ['what is not chosen', chosen([2, 1, 1], [1], [4]), 'repeat [batch, 4] in the shape of [2, 1, 1]'],
    [
      'a batch of its own',
      withFill('Add', [7, 4], 0, [4]),
      'it would repeat [batch, 4] in the shape of [7, 4]',
    ],
    [
      'zeros beside a constant of fewer',
      {
        input: [4],
        steps: [
          { op: 'Expand', inputs: ['zero', 'sizes'], outputs: ['z'] },
          { op: 'Add', inputs: ['row', 'z'], outputs: ['c'] },
          { op: 'Add', inputs: ['x', 'c'] },
        ],
        constants: { zero: [[1], [0]], row: [[4], [1, 2, 3, 4]] },
        integers: { sizes: [5, 1, 4] },
      },
      'it computes with 20 numbers of the file',
    ],
    [
      'zeros that are widened twice',
      {
        input: [1],
        steps: [
          { op: 'Expand', inputs: ['zeros', 'sizes'], outputs: ['z'] },
          { op: 'Add', inputs: ['x', 'z'] },
        ],
        constants: {
          zeros: [
            [3, 1],
            [0, 0, 0],
          ],
        },
        integers: { sizes: [1, 4] },
      },
      'it would repeat [batch, 1] in the shape of [3, 4]',
    ],
    [
      'a mask for more heads than there are',
      {
        input: [2, 2],
        steps: [{ op: 'Add', inputs: ['x', 'mask'] }],
        constants: {
          mask: [
            [1, 3, 2, 2],
            [0, -1e9, 0, 0, 0, -1e9, 0, 0, 0, -1e9, 0, 0],
          ],
        },
      },
      'it computes with 12 numbers of the file',
    ],
  ])('is refused where it repeats its tensor: %s', async (_, small, message) => {
    expect(await complaint(modelOf(small))).toContain(message);
  });
});

describe('numbers of channels that are not as many as channels', () => {
  const row = (length: number, from = 1): readonly [readonly number[], readonly number[]] => [
    [length],
    Array.from({ length }, (_, index) => from + index),
  ];
  const normalized = (op: string, lengths: readonly number[], input = [3, 5, 5]): Small => ({
    input,
    steps: [
      {
        op,
        inputs: ['x', ...lengths.map((_, at) => `c${at}`)],
        attributes: op === 'GroupNormalization' ? { num_groups: 3 } : {},
      },
    ],
    constants: Object.fromEntries(lengths.map((length, at) => [`c${at}`, row(length)])),
  });

  it.each<readonly [string, Small, string]>([
    ['BatchNormalization', normalized('BatchNormalization', [3, 3, 3, 2]), 'its variance holds 2 numbers'],
    ['BatchNormalization', normalized('BatchNormalization', [0, 3, 3, 3]), 'its scale holds 0 numbers'],
    [
      'BatchNormalization of features',
      normalized('BatchNormalization', [4, 4, 1, 4], [4]),
      'its mean holds 1',
    ],
    ['InstanceNormalization', normalized('InstanceNormalization', [0, 0]), 'its scale holds 0 numbers'],
    ['InstanceNormalization', normalized('InstanceNormalization', [3, 1]), 'its bias holds 1 numbers'],
    ['GroupNormalization', normalized('GroupNormalization', [2, 3]), 'its scale holds 2 numbers'],
    ['LayerNormalization', normalized('LayerNormalization', [4, 5], [5]), 'its scale holds 4 numbers'],
    ['LayerNormalization', normalized('LayerNormalization', [5, 0], [5]), 'its bias holds 0 numbers'],
    ['PRelu', normalized('PRelu', [0]), 'its slopes are not those of one sample'],
    ['PRelu', normalized('PRelu', [4]), 'its slopes are not those of one sample'],
    [
      'a bias of Conv',
      {
        input: [3, 5, 5],
        steps: [{ op: 'Conv', inputs: ['x', 'k', 'b'] }],
        constants: {
          k: [
            [2, 3, 1, 1],
            [1, 2, 3, 4, 5, 6],
          ],
          b: row(3),
        },
      },
      'holds no weights for `conv2d` in the shapes [1, 1, 3, 2], [2]',
    ],
    [
      'a bias of ConvTranspose',
      {
        input: [3, 5, 5],
        steps: [{ op: 'ConvTranspose', inputs: ['x', 'k', 'b'] }],
        constants: {
          k: [
            [3, 2, 1, 1],
            [1, 2, 3, 4, 5, 6],
          ],
          b: row(0),
        },
      },
      'holds no weights for `conv2d_transpose` in the shapes [1, 1, 2, 3], [2]',
    ],
    [
      'a kernel of Conv',
      {
        input: [3, 5, 5],
        steps: [{ op: 'Conv', inputs: ['x', 'k'] }],
        constants: {
          k: [
            [2, 2, 1, 1],
            [1, 2, 3, 4],
          ],
        },
      },
      'holds no weights for `conv2d` in the shapes [1, 1, 3, 2]',
    ],
    [
      'a matrix',
      {
        steps: [{ op: 'MatMul', inputs: ['x', 'w'] }],
        constants: {
          w: [
            [3, 2],
            [1, 2, 3, 4, 5, 6],
          ],
        },
      },
      'holds no weights for `dense` in the shapes [4, 2]',
    ],
    [
      'a column as bias of Gemm',
      {
        steps: [{ op: 'Gemm', inputs: ['x', 'w', 'b'] }],
        constants: {
          w: [
            [4, 2],
            [1, 2, 3, 4, 5, 6, 7, 8],
          ],
          b: [
            [2, 1],
            [1, 2],
          ],
        },
      },
      'it adds 2 numbers to 2',
    ],
  ])('are refused: %s', async (_, small, message) => {
    expect(await complaint(modelOf(small))).toContain(message);
  });

  it.each<readonly [string, Small]>([
    ['one factor for all of LayerNormalization', normalized('LayerNormalization', [1, 5], [5])],
    ['as many as there are', normalized('BatchNormalization', [3, 3, 3, 3])],
  ])('are taken where they fit: %s', async (_, small) => {
    await expectSamePredictions(saved(modelOf(small)), 3);
  });
});

describe('a damaged or hostile file of ONNX', () => {
  const plain = (): ModelProto =>
    modelOf({
      steps: [{ op: 'MatMul', inputs: ['x', 'w'] }],
      constants: {
        w: [
          [4, 2],
          [1, 2, 3, 4, 5, 6, 7, 8],
        ],
      },
    });

  it('is refused: no graph, no file of ONNX', async () => {
    expect(await complaint(new Uint8Array())).toContain('holds no graph');
    expect(await complaint(new TextEncoder().encode('{"model": 1}'))).toMatch(
      /no whole file of ONNX|holds no graph/,
    );
  });

  it.each([
    ['below zero', [-4n, 2n]],
    ['beyond all memory', [2n ** 40n, 2n ** 40n]],
    ['more than there are numbers', [400n, 2n]],
  ])('is refused where sizes are %s', async (_, dims) => {
    const model = plain();
    model.graph!.initializer[0]!.dims = dims;
    expect(await complaint(model)).toMatch(/sizes that cannot be|should hold/);
  });

  it('is refused where numbers are of a type that kmodel does not read', async () => {
    const model = plain();
    model.graph!.initializer[0]!.dataType = 8;
    expect(await complaint(model)).toContain("ONNX's type 8");
  });

  const external = (location: string, more: Readonly<Record<string, string>> = {}): ModelProto => {
    const model = plain();
    const tensor = model.graph!.initializer[0]!;
    tensor.floatData = [];
    tensor.dataLocation = 1;
    tensor.externalData = Object.entries({ location, ...more }).map(([key, value]) =>
      create(StringStringEntryProtoSchema, { key, value }),
    );
    return model;
  };

  it('reads numbers from a file beside it', async () => {
    writeFileSync(join(folder, 'w.bin'), new Uint8Array(Float32Array.of(9, 1, 2, 3, 4, 5, 6, 7, 8).buffer));
    const { weights } = await importModel(saved(external('w.bin', { offset: '4', length: '32' })));
    expect([...weights!['y/kernel']!.data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await complaint(external('w.bin', { offset: '30', length: '32' }))).toContain(
      'should hold 8 numbers',
    );
    expect(await complaint(external('w.bin', { offset: '-1' }))).toContain('does not say where');
    expect(await complaint(external('gone.bin'))).toContain('gone.bin cannot be read');
  });

  it.each(['../w.bin', '/etc/passwd', 'a/../../w.bin', 'C:\\w.bin', 'file:///etc/passwd', 'w\0.bin'])(
    'reads nothing outside of its folder: %j',
    async (location) => {
      expect(await complaint(external(location))).toContain('does not lie beside it');
    },
  );

  it('follows no link out of its folder', async () => {
    const outside = join(mkdtempSync(join(tmpdir(), 'kmodel-outside-')), 'secret.bin');
    writeFileSync(outside, new Uint8Array(32));
    symlinkSync(outside, join(folder, 'link.bin'));
    expect(await complaint(external('link.bin'))).toContain('does not lie beside it');
  });

  /** The loop of a file, with the numbers of one of its inputs changed. */
  const withLoop = (change: (node: NodeProto, model: ModelProto) => void): ModelProto => {
    const model = fromBinary(ModelProtoSchema, readFileSync(join(fixtures, 'rounds.onnx')));
    change(
      model.graph!.node.find(({ opType }) => opType === 'Loop')!,
      model,
    );
    return model;
  };
  const rounds = (model: ModelProto, count: bigint): void => {
    model.graph!.initializer.push(
      create(TensorProtoSchema, { name: 'how often', dataType: 7, dims: [], int64Data: [count] }),
    );
  };

  it('does not go round a loop for ever', async () => {
    const often = withLoop((node, model) => {
      rounds(model, 5n);
      node.input[0] = 'how often';
    });
    expect(await complaint(often)).toContain(
      'is `Gather`, which kmodel cannot say here: its input has 4 entries',
    );
    const empty = withLoop((node, model) => {
      rounds(model, 2n ** 40n);
      node.input[0] = 'how often';
      const { g } = node.attribute.find(({ name }) => name === 'body')!;
      g!.output = [g!.input[1]!, g!.input[2]!];
      g!.node = [];
    });
    expect(await complaint(empty)).toContain('it comes to more than 100000 nodes');
    const open = withLoop((node) => {
      node.input[0] = '';
    });
    expect(await complaint(open)).toContain('it goes on until a condition ends it');
    const unknown = withLoop((node) => {
      node.input[0] = 'x';
    });
    expect(await complaint(unknown)).toContain('how often it goes round is known only at run time');
  });

  it('works out no more numbers than a file of its size needs', async () => {
    const steps = Array.from({ length: 40 }, (_, index) => ({
      op: 'Range',
      inputs: ['from', 'to', 'by'],
      outputs: [`r${index}`],
    }));
    const many: Small = {
      steps: [...steps, { op: 'Relu', inputs: ['x'] }],
      integers: { from: [0], to: [2 ** 23], by: [1] },
    };
    expect(await complaint(modelOf(many))).toContain('many more numbers than the file holds');
    const large: Small = {
      steps: [
        { op: 'Expand', inputs: ['row', 'sizes'], outputs: ['e'] },
        { op: 'Add', inputs: ['x', 'e'] },
      ],
      constants: { row: [[2], [1, 2]] },
      integers: { sizes: [2 ** 30, 2] },
    };
    expect(await complaint(modelOf(large))).toContain('kmodel cannot say here');
  });

  it('ends in a sentence or a model, wherever it is cut off or changed', async () => {
    const whole = readFileSync(join(fixtures, 'lstm.onnx'));
    const random = createRandom(0, 'mutations');
    const place = (): number => Math.floor(random.uniform() * whole.length);
    for (let round = 0; round < 120; round++) {
      const bytes = round % 2 === 0 ? whole.subarray(0, place()) : Uint8Array.from(whole);
      for (let change = 0; round % 2 === 1 && change < 1 + (round % 7); change++)
        bytes[place()] = Math.floor(random.uniform() * 256);
      await complaint(bytes);
    }
  });
});
