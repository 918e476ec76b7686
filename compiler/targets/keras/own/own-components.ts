import type { ArgumentValue, ComponentValue } from '../../../declarations/values.ts';
import type { LayerInstance, ModelGraph } from '../../../graph/model-graph.ts';
import type { Use } from './component-text.ts';

/** An object that a text declares, with the place that it is used at. */
export interface UsedComponent {
  readonly value: ComponentValue;
  readonly use: Use;
  /** True for arguments of layers: others stand in `compile`. */
  readonly isArgument: boolean;
}

/** All objects of a model that its text declares: those of layers, of heads, and of the training. */
export function ownComponents(graph: ModelGraph): readonly UsedComponent[] {
  return [
    ...graph.layers.flatMap((layer) => ofLayer(graph, layer)),
    ...graph.heads.flatMap((head) => {
      const type = graph.tensors[head.tensor]!;
      const target =
        head.target ?? (head.targetTensor === undefined ? type : graph.tensors[head.targetTensor]!);
      const use: Use = { of: 'head', type, target, isMasked: type.masked === true };
      return [...(head.loss ? [head.loss] : []), ...head.metrics]
        .filter(({ declaration }) => declaration.own)
        .map((value) => ({ value, use, isArgument: false }));
    }),
    ...ownIn(graph.training.optimizer).map((value) => ({
      value,
      use: { of: 'step' } as const,
      isArgument: false,
    })),
  ];
}

function ofLayer(graph: ModelGraph, layer: LayerInstance): readonly UsedComponent[] {
  const call = graph.calls.find((each) => graph.layers[each.layer] === layer);
  const output = graph.tensors[call?.outputs[0] ?? -1];
  const shapes = new Map(
    layer.weights.flatMap(({ regularizer, constraint, shape }) =>
      [regularizer, constraint].flatMap((value) =>
        value?.declaration.own ? [[value as ComponentValue, shape] as const] : [],
      ),
    ),
  );
  const activations = Object.values(layer.args)
    .flatMap((value) => ownIn(value))
    .filter(({ category }) => category === 'activation');
  return [
    ...[...shapes].map(([value, shape]) => ({
      value,
      use: { of: 'weight', shape } as const,
      isArgument: true,
    })),
    ...(output
      ? activations.map((value) => ({
          value,
          use: { of: 'activation', type: output } as const,
          isArgument: true,
        }))
      : []),
  ];
}

/** The objects of the text inside a value. */
export function ownIn(value: ArgumentValue): readonly ComponentValue[] {
  if (Array.isArray(value)) return (value as readonly ArgumentValue[]).flatMap(ownIn);
  if (typeof value !== 'object' || value === null || !('args' in value)) return [];
  const inner = Object.values(value.args).flatMap(ownIn);
  return value.kind === 'component' && value.declaration.own ? [value, ...inner] : inner;
}
