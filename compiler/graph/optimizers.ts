import type { ComponentValue } from '../declarations/values.ts';
import type { OptimizerPart } from './model-graph.ts';

/** The optimizers of a training, or of one of its steps. */
export interface Optimizers {
  /** That of all weights that no part has. */
  readonly optimizer: ComponentValue<'optimizer'>;
  readonly parts?: readonly OptimizerPart[];
}

/** The optimizer that changes the weights of a layer, and the part of the model that it is for, if it is not for the rest. */
export function optimizerOf(
  { optimizer, parts = [] }: Optimizers,
  layer: string,
): { readonly optimizer: ComponentValue<'optimizer'>; readonly part: string | undefined } {
  const part = parts.find(({ layers }) => layers.includes(layer));
  return { optimizer: part?.optimizer ?? optimizer, part: part?.name };
}

/** Every optimizer with the part that it is for, the rest last. */
export function eachOptimizer({ optimizer, parts = [] }: Optimizers): readonly {
  readonly optimizer: ComponentValue<'optimizer'>;
  readonly part: string | undefined;
}[] {
  return [
    ...parts.map((each) => ({ optimizer: each.optimizer, part: each.name })),
    { optimizer, part: undefined },
  ];
}
