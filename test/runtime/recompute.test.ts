import { describe, expect, it } from 'vitest';
import { createOps } from '../../compiler/ops/builder.ts';
import { emitOnnx } from '../../compiler/targets/onnx/emit.ts';
import { ModelProtoSchema } from '../../compiler/targets/onnx/onnx_pb.ts';
import { fromBinary } from '@bufbuild/protobuf';
import { createOnnxEngine } from '../../runtime/engines/onnx/engine.ts';
import { createTfjsEngine } from '../../runtime/engines/tfjs/engine.ts';
import { changed, smallerExampleTexts } from '../support/smaller-examples.ts';
import { expectSameNumbers, trainThreeSteps } from '../support/three-steps.ts';

const names = ['question-answering.kmodel', 'residual.kmodel', 'transformer.kmodel', 'unet.kmodel'];

const again = Object.fromEntries(
  names.map((name) => [
    name,
    changed(smallerExampleTexts[name]!, [[/train \{/, 'train {\n    recompute: true\n']]),
  ]),
);

describe.each([
  ['onnxruntime', () => createOnnxEngine({ threads: 1 })],
  ['tfjs', () => createTfjsEngine({ backend: 'cpu' })],
])('a training that makes results again, on %s', async (_, createEngine) => {
  const engine = await createEngine();

  it.each(names)('%s has the losses of one that keeps them', { timeout: 120_000 }, async (name) => {
    expectSameNumbers(await trainThreeSteps(name, engine, again), await trainThreeSteps(name, engine));
  });
});

it('hides the shapes of what grows with the data from onnxruntime', () => {
  const ops = createOps();
  const x = ops.scope.input('x', 'float32', [2, 6]);
  const y = ops.reshape(ops.add(x, 1), [3, 4]);
  const graph = ops.scope.build([{ name: 'y', tensor: y }]);
  const written = (data?: ReadonlySet<string>) =>
    fromBinary(ModelProtoSchema, emitOnnx(graph, 'test', { data })).graph!;

  const shapeOf = ({ node, initializer }: ReturnType<typeof written>): boolean => {
    const reshape = node.find(({ opType }) => opType === 'Reshape')!;
    return initializer.some(({ name }) => name === reshape.input[1]);
  };
  expect(shapeOf(written())).toBe(true);
  const hidden = written(new Set(['x']));
  expect(shapeOf(hidden)).toBe(false);
  const type = hidden.input[0]!.type!.value;
  expect(type.case === 'tensorType' && type.value.shape!.dim.map(({ value }) => value.case)).toEqual([
    undefined,
    undefined,
  ]);
});
