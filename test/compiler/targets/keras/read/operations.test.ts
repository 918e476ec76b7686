import { describe, expect, it } from 'vitest';
import { kerasModel } from '../../../../../compiler/targets/keras/config/model-config.ts';
import { jsonText } from '../../../../../compiler/targets/keras/types.ts';
import type { Json, JsonObject } from '../../../../../compiler/targets/keras/read/json.ts';
import { readKerasModel } from '../../../../../compiler/targets/keras/read/model.ts';
import { readText } from '../../../../../compiler/targets/read/read-text.ts';
import { ReadProblem } from '../../../../../compiler/targets/read/source.ts';

const tensor = (layer: string, result = 0, shape: Json = [null, 4, 6]): JsonObject => ({
  class_name: '__keras_tensor__',
  config: { shape, dtype: 'float32', keras_history: [layer, 0, result] },
});

interface Operation {
  readonly kind: string;
  readonly config?: JsonObject;
  readonly args?: readonly Json[];
  readonly kwargs?: JsonObject;
  /** Which of its results is the output. */
  readonly result?: number;
}

/** A model of one operation, as Keras 3 writes it. */
const modelOf = ({
  kind,
  config = {},
  args = [tensor('x')],
  kwargs = {},
  result = 0,
}: Operation): JsonObject => ({
  class_name: 'Functional',
  config: {
    name: 'm',
    layers: [
      {
        module: 'keras.layers',
        class_name: 'InputLayer',
        config: { batch_shape: [null, 4, 6], dtype: 'float32', name: 'x' },
        name: 'x',
        inbound_nodes: [],
      },
      {
        module: 'keras.src.ops.numpy',
        class_name: kind,
        config: { name: 'y', ...config },
        name: 'y',
        inbound_nodes: [{ args, kwargs }],
      },
    ],
    input_layers: [['x', 0, 0]],
    output_layers: [['y', 0, result]],
  },
});

const linesOf = async (operation: Operation): Promise<string> =>
  (await readText(readKerasModel(modelOf(operation)))).text
    .split('\n')
    .filter((line) => /^ {2}(head|branch)/.test(line))
    .map((line) => line.trim())
    .join('; ');

const slice = (start: Json, stop: Json): JsonObject => ({
  class_name: '__slice__',
  config: { start, stop, step: null },
});

const numpy = (value: Json, dtype = 'float32'): JsonObject => ({
  class_name: '__numpy__',
  config: { value, dtype },
});

describe('whole numbers that a file of Keras holds as floats', () => {
  /** The model with an input of integers. */
  const ofIntegers = (operation: Operation): Json =>
    JSON.parse(
      JSON.stringify(modelOf(operation)).replaceAll(
        /"dtype":"float32",(?="name"|"keras_history")/g,
        '"dtype":"int32",',
      ),
    ) as Json;

  it.each<[string, Operation, string, string]>([
    [
      'are floats beside integers',
      { kind: 'Multiply', args: [tensor('x'), numpy([1, 2, 3, 4, 5, 6])] },
      'x * cast([1, 2, 3, 4, 5, 6], float32)',
      'float32',
    ],
    [
      'are floats where they count',
      { kind: 'Add', args: [tensor('x'), numpy([0, 1, 2, 3, 4, 5], 'bfloat16')] },
      'x + arange(6, dtype: float32)',
      'float32',
    ],
    [
      'are integers where the file says so',
      { kind: 'Multiply', args: [tensor('x'), numpy([1, 2, 3, 4, 5, 6], 'int64')] },
      'x * [1, 2, 3, 4, 5, 6]',
      'int32',
    ],
    [
      'need no word where one has a fraction',
      { kind: 'Multiply', args: [tensor('x'), numpy([1, 2, 3, 4, 5, 6.5])] },
      'x * [1, 2, 3, 4, 5, 6.5]',
      'float32',
    ],
  ])('%s', async (_, operation, expected, dtype) => {
    const { text, graph } = await readText(readKerasModel(ofIntegers(operation)));
    expect(text).toContain(`= ${expected}\n`);
    expect(graph.tensors[graph.heads[0]!.tensor]!.dtype).toBe(dtype);
    const again = await readText(readKerasModel(JSON.parse(jsonText(kerasModel(graph).config)) as Json));
    expect(again.text).toBe(text);
  });
});

describe('numbers in a file of Keras', () => {
  it.each<[string, Operation, string]>([
    [
      'a list',
      { kind: 'Take', config: { axis: 1 }, args: [tensor('x'), [2, 0]] },
      'take(x, [2, 0], axis: 1)',
    ],
    ['one number', { kind: 'Take', config: { axis: 1 }, args: [tensor('x'), 2] }, 'take(x, 2, axis: 1)'],
    [
      'a tensor',
      {
        kind: 'Take',
        config: { axis: 1 },
        args: [tensor('x'), { class_name: '__tensor__', config: { value: [2, 0], dtype: 'int32' } }],
      },
      'take(x, [2, 0], axis: 1)',
    ],
    [
      'an array of numpy',
      { kind: 'Multiply', args: [tensor('x'), numpy([1, 2, 3, 4, 5, 6.5])] },
      'x * [1, 2, 3, 4, 5, 6.5]',
    ],
    [
      'an array in front',
      { kind: 'Subtract', args: [numpy([1, 2, 3, 4, 5, 6]), tensor('x')] },
      '[1, 2, 3, 4, 5, 6] - x',
    ],
    [
      'a matrix',
      { kind: 'Matmul', args: [tensor('x'), numpy([[1], [0], [0], [0], [0], [2]])] },
      'matmul(x, [[1], [0], [0], [0], [0], [2]])',
    ],
    ['numbers that count', { kind: 'Add', args: [tensor('x'), numpy([0, 1, 2, 3, 4, 5])] }, 'x + arange(6)'],
    [
      'a number behind',
      { kind: 'FullLike', config: { dtype: null }, args: [tensor('x'), 3] },
      'full_like(x, fill_value: 3)',
    ],
    [
      'a number with a name',
      {
        kind: 'Pad',
        config: {
          pad_width: [
            [0, 0],
            [1, 1],
            [0, 0],
          ],
          mode: 'constant',
        },
        kwargs: { constant_values: 2 },
      },
      'pad(x, pad_width: [[1, 1], [0, 0]], constant_values: 2)',
    ],
    [
      'weights with a name',
      { kind: 'Average', config: { axis: -1 }, kwargs: { weights: tensor('x') } },
      'average(x, weights: x, axis: -1)',
    ],
    [
      'letters in front',
      { kind: 'Einsum', config: { subscripts: 'bij,bkj->bik' }, args: [tensor('x'), tensor('x')] },
      'einsum("bij,bkj->bik", x, x)',
    ],
    ['places without a batch', { kind: 'Tile', config: { repeats: [1, 2, 1] } }, 'tile(x, repeats: [2, 1])'],
    [
      'three points',
      { kind: 'GetItem', args: [tensor('x'), [{ class_name: '__ellipsis__', config: {} }, slice(null, 3)]] },
      'x[:, :3]',
    ],
    ['a comparison that is no mask', { kind: 'NotEqual', args: [tensor('x'), 0] }, 'not_equal(x, 0)'],
  ])('stand in the text: %s', async (_, operation, line) => {
    expect(await linesOf(operation)).toBe(`head y = ${line}`);
  });

  it.each<[string, Operation, string]>([
    ['the greatest', { kind: 'TopK', config: { k: 2, sorted: true }, result: 1 }, 'top_k(x, k: 2)'],
    [
      'parts',
      { kind: 'Split', config: { indices_or_sections: [1, 3], axis: -1 }, result: 2 },
      'split(x, indices_or_sections: [1, 3], axis: -1)',
    ],
    ['rows', { kind: 'Unstack', config: { num: null, axis: 1 }, result: 3 }, 'unstack(x, axis: 1)'],
  ])('of several results each has its place: %s', async (_, operation, call) => {
    const [branch, head] = (await linesOf(operation)).split('; ') as [string, string];
    expect(branch).toContain(`] = ${call}`);
    const names = /\[(.*?)\]/.exec(branch)![1]!.split(', ');
    expect(head).toBe(`head y = ${names[operation.result!]!}`);
  });

  it.each<[string, Operation, string]>([
    [
      'a list that is no tensor',
      { kind: 'Take', config: { axis: 1 }, args: [tensor('x'), [[1, 2], [3]]] },
      'a list that is no tensor of numbers',
    ],
    [
      'a tensor of words',
      { kind: 'Add', args: [tensor('x'), numpy(['a', 'b'])] },
      'a list that is no tensor of numbers',
    ],
    [
      'an argument that kmodel lacks',
      { kind: 'Round', config: { decimals: 2 } },
      '`decimals: 2`, which kmodel cannot say',
    ],
    ['the batch', { kind: 'Tile', config: { repeats: [2, 1, 1] } }, 'repeats the samples of a batch'],
    [
      'an open number of results',
      { kind: 'Unstack', config: { num: null, axis: 1 }, args: [tensor('x', 0, [null, null, 6])] },
      'how many tensors it gives',
    ],
  ])('are refused in one sentence: %s', async (_, operation, message) => {
    const problem = await linesOf(operation).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(ReadProblem);
    expect((problem as Error).message).toContain(message);
  });
});
