import type { Arguments, ArgumentValue, LayerValue } from '../declarations/values.ts';
import type { ModelGraph } from './model-graph.ts';

/** True where a layer with these arguments keeps states from one batch to the next, itself or in what it wraps. */
export function isStateful(args: Arguments): boolean {
  return (
    args.stateful === true || Object.values(args).some((value) => isLayer(value) && isStateful(value.args))
  );
}

/** True where layers of a model keep states from one batch to the next: all batches then have the same number of samples. */
export function keepsStates({ layers }: ModelGraph): boolean {
  return layers.some(({ args }) => isStateful(args));
}

function isLayer(value: ArgumentValue): value is LayerValue {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'layer';
}
