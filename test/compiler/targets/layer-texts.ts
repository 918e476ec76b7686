import { fromBinary } from '@bufbuild/protobuf';
import { expect, it } from 'vitest';
import { compileModel, createMemoryHost, type ModelGraph } from '../../../compiler/index.ts';
import { buildPredictStep } from '../../../compiler/steps/build-steps.ts';
import { kerasModule } from '../../../compiler/targets/keras/module/module.ts';
import { emitOnnx } from '../../../compiler/targets/onnx/emit.ts';
import {
  ModelProtoSchema,
  TensorProto_DataType,
  type AttributeProto,
  type TensorProto,
} from '../../../compiler/targets/onnx/onnx_pb.ts';
import { pytorchModule } from '../../../compiler/targets/pytorch/module/module.ts';
import { modelOf as expressionModel } from '../functions/expressions.ts';
import { modelOf as stageModel } from '../layers/families/uses.ts';

/** The text of a model with what is written in it. */
export type ModelOf = (types: string, written: string, results: number) => string;

/** A use of a layer, and the lines that stand for it in another world. */
export type WrittenUse = readonly [stage: string, lines: string];

type TextOf = (types: string, written: string, modelOf?: ModelOf) => string;

/** One test for each use of a layer on inputs of these types: what is written for it. */
export function writes(textOf: TextOf, types: string, uses: readonly WrittenUse[]): void {
  testTexts(textOf, types, uses, stageModel);
}

/** One test for each expression of inputs of these types: what is written for it. */
export function writesExpression(textOf: TextOf, types: string, expressions: readonly WrittenUse[]): void {
  testTexts(textOf, types, expressions, expressionModel);
}

function testTexts(textOf: TextOf, types: string, uses: readonly WrittenUse[], modelOf: ModelOf): void {
  it.each(uses)(`%s on ${types}`, (written, lines) => {
    expect(textOf(types, written, modelOf)).toBe(lines.replace(/^\n/, '').replace(/\n *$/, ''));
  });
}

/** What builds the layer in a module of Keras: the lines between the inputs and the model. */
export function inKeras(types: string, stage: string, modelOf: ModelOf = stageModel): string {
  const { graph, origin } = compiled(modelOf(types, stage, 1));
  const lines = kerasModule(graph, origin, 'm.kmodel').text.split('\n');
  const first = lines.findLastIndex((line) => line.includes('keras.Input(')) + 1;
  const last = lines.findIndex((line) => line.startsWith('    model = keras.Model('));
  return lines
    .slice(first, last)
    .map((line) => line.slice(4))
    .join('\n');
}

/**
 * What is written for the layer in a module of PyTorch: the classes that it needs, what the model makes in `__init__`,
 * and its `forward` as far as it is not the same for all models.
 */
export function inPytorch(types: string, stage: string, modelOf: ModelOf = stageModel): string {
  const { graph } = compiled(modelOf(types, stage, 1));
  const classes = pytorchModule(graph, { source: 'm.kmodel' })
    .text.split('\n\n\n')
    .filter((part) => part.startsWith('class '));
  const model = classes.find((part) => part.startsWith('class M('))!;
  const [made, forward] = model.split(/\n\n {4}def forward\(.*\n/) as [string, string];
  const within = (text: string): string => text.replace(/^ {8}/gm, '');
  const init = made.split('super().__init__()\n')[1];
  const [computed, rest] = forward.split('        if detailed:\n') as [string, string];
  const result = rest.slice(rest.lastIndexOf('        return '));
  return [
    ...classes.filter((part) => part !== model),
    ...(init === undefined ? [] : [within(init)]),
    within(computed + result).replace(/(?<=^|\n)(\w+) = (.*)\nreturn \1$/, 'return $2'),
  ].join('\n\n');
}

/** The nodes of its prediction as onnxruntime gets them from the engine, a line each: `result = Op(inputs) attributes`, with `_` for a result that is left out; short constants stand for themselves. */
export function inOnnx(types: string, stage: string, modelOf: ModelOf = stageModel): string {
  const { graph } = compiled(modelOf(types, stage, 1));
  const file = emitOnnx(buildPredictStep(graph).graph, graph.name);
  const { graph: written } = fromBinary(ModelProtoSchema, file);
  const constants = new Map(written!.initializer.map((tensor) => [tensor.name, constantText(tensor)]));
  return written!.node
    .map(({ input, output, opType, attribute }) => {
      const attributes = attribute.map((each) => ` ${each.name}=${attributeText(each)}`).join('');
      const inputs = input.map((name) => constants.get(name) ?? name);
      const results = output.map((name) => name || '_');
      return `${results.join(', ')} = ${opType}(${inputs.join(', ')})${attributes}`;
    })
    .join('\n');
}

/** What a constant of at most eight numbers holds; undefined for a longer one, whose name tells enough. */
function constantText({ dims, dataType, rawData }: TensorProto): string | undefined {
  if (dims.reduce((product, size) => product * Number(size), 1) > 8) return undefined;
  const { buffer } = rawData.slice();
  const read = readers.get(dataType);
  if (!read) return undefined;
  const texts = read(buffer);
  return dims.length === 0 ? texts[0]! : `[${texts.join(', ')}]`;
}

const readers: ReadonlyMap<number, (buffer: ArrayBuffer) => readonly string[]> = new Map([
  [TensorProto_DataType.FLOAT, (buffer: ArrayBuffer) => Array.from(new Float32Array(buffer), String)],
  [TensorProto_DataType.INT64, (buffer: ArrayBuffer) => Array.from(new BigInt64Array(buffer), String)],
  [TensorProto_DataType.INT32, (buffer: ArrayBuffer) => Array.from(new Int32Array(buffer), String)],
]);

function attributeText(attribute: AttributeProto): string {
  const { ints, floats, i, f, s } = attribute;
  if (ints.length > 0) return `[${ints.join(', ')}]`;
  if (floats.length > 0) return `[${floats.join(', ')}]`;
  if (s.length > 0) return new TextDecoder().decode(s);
  return f === 0 ? String(i) : String(f);
}

function compiled(text: string) {
  const { graph, origin, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return { graph: graph as ModelGraph, origin };
}
