import { create, fromBinary } from '@bufbuild/protobuf';
import type { ModelGraph } from '../../../graph/model-graph.ts';
import type { Json } from '../../keras/read/json.ts';
import { readKerasModel } from '../../keras/read/model.ts';
import { ReadProblem, type SourceModel } from '../../read/source.ts';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  TensorProto_DataType as DataType,
  type GraphProto,
  type ModelProto,
} from '../onnx_pb.ts';
import { configProperty, MissingWeight, onnxPrediction, type WeightValues } from '../prediction.ts';
import { isSameGraph } from './same-graph.ts';

/** A number tensor of a file that kmodel has written, by the name of the weight. */
export interface OwnWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What a file of ONNX says of the model that it was made of. */
export interface OwnModel {
  readonly model: SourceModel;
  readonly weights: readonly OwnWeight[];
  /** True where the nodes of the file are those that the model comes to, with these weights. */
  readonly isMade: (graph: ModelGraph, weights: WeightValues) => boolean;
}

/**
 * The model in a file of ONNX that kmodel has written; undefined where it names none, or none that can be read: its
 * nodes are what counts then.
 */
export function ownModel(file: ModelProto): OwnModel | undefined {
  const { graph } = file;
  const text = file.metadataProps.find(({ key }) => key === configProperty)?.value;
  if (file.producerName !== 'kmodel' || text === undefined || !graph) return undefined;
  const model = sourceOf(text);
  if (!model) return undefined;
  const weights = graph.initializer.flatMap(({ name, dataType, dims, rawData }): readonly OwnWeight[] => {
    const isWhole = dataType === (DataType.FLOAT as number) && rawData.length % 4 === 0;
    if (!name.includes('/') || !isWhole) return [];
    // The bytes of a file may begin at any place.
    const data = new Float32Array(rawData.slice().buffer);
    return [{ name, shape: dims.map(Number), data }];
  });
  return {
    model,
    weights,
    isMade: (made, values) => isSameGraph(graph, graphOf(made, values)),
  };
}

/** The nodes that a model comes to; none where the file lacks a weight of it. */
function graphOf(model: ModelGraph, weights: WeightValues): GraphProto {
  try {
    return fromBinary(ModelProtoSchema, onnxPrediction(model, weights).file).graph!;
  } catch (error) {
    if (error instanceof MissingWeight) return create(GraphProtoSchema);
    throw error;
  }
}

function sourceOf(text: string): SourceModel | undefined {
  try {
    return readKerasModel(JSON.parse(text) as Json);
  } catch (error) {
    // Too deep, no JSON, no model: what the nodes say counts.
    if (error instanceof ReadProblem || error instanceof SyntaxError || error instanceof RangeError)
      return undefined;
    throw error;
  }
}
