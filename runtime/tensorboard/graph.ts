import { create, toBinary } from '@bufbuild/protobuf';
import type { ModelGraph } from '../../compiler/index.ts';
import { tensorMakers } from '../../compiler/graph/summary.ts';
import { GraphDefSchema } from './event_pb.ts';

/** The graph of a model for TensorBoard: a node for each input, layer and head, in scopes as its blocks are. */
export function graphDefOf(model: ModelGraph): Uint8Array {
  const paths = new Map(
    model.layers.map((layer) => [layer.name, [...layer.path.map(({ name }) => name), layer.name].join('/')]),
  );
  const makers = tensorMakers(model);
  const nameOf = (tensor: number): string => {
    const maker = makers.get(tensor)!;
    return paths.get(maker) ?? maker;
  };
  // A layer and its scope may bear one name, and so may an input and a layer: only nodes of one name clash.
  const inputs = new Map<string, Set<string>>();
  for (const call of model.calls) {
    const name = paths.get(model.layers[call.layer]!.name)!;
    const sources = inputs.get(name) ?? new Set<string>();
    inputs.set(name, sources);
    for (const tensor of [...call.inputs, ...Object.values(call.tensorArguments).flat()])
      sources.add(nameOf(tensor));
  }
  const node = [
    ...model.inputs.map(({ name }) => ({ name, op: 'Input', input: [] as string[] })),
    ...model.layers.map((layer) => {
      const name = paths.get(layer.name)!;
      return { name, op: layer.class, input: [...(inputs.get(name) ?? [])] };
    }),
  ];
  return toBinary(GraphDefSchema, create(GraphDefSchema, { node }));
}
