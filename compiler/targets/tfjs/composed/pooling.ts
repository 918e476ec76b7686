import { chainOf, reshape, type ComposedStage, type Composition } from './stage.ts';

/** Pools over all places that keep their axes, of size 1: tfjs leaves them out, and puts them back by a change of shape. */
export function composedPool(factory: string): Composition {
  return ({ layer, output }) => {
    const { keepdims, data_format: format } = layer.args;
    const isFirst = format === 'channels_first';
    // tfjs's pools of sequences have their channels last.
    if (keepdims !== true || (isFirst && factory.endsWith('1d'))) return undefined;
    const pool: ComposedStage = { factory, config: isFirst ? { dataFormat: 'channelsFirst' } : {} };
    return chainOf([pool, reshape(output.shape)]);
  };
}
