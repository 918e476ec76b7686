import type { InputName, InputSpecification } from '../../declarations/define-layer.ts';
import type { TensorType } from '../../shapes/types.ts';
import { known } from '../shared/results.ts';

/** What attention takes: query, value and, where it is not the value, key. */
export const attentionInputs: {
  readonly inputNames: readonly InputName[];
  readonly input: InputSpecification;
} = {
  inputNames: [
    { name: 'query', required: true },
    { name: 'value', required: true },
    { name: 'key', required: false },
  ],
  input: {
    count: 'list',
    minimum: 2,
    maximum: 3,
    rank: 2,
    dtype: 'float',
    knownAxes: [-1],
    description: 'sequences, float32[batch, time, features]',
  },
};

/** Sizes of the last axes of the inputs. */
export interface AttentionSizes {
  readonly query: number;
  readonly value: number;
  readonly key: number;
}

export function attentionSizes(inputs: readonly TensorType[]): AttentionSizes {
  const value = known(inputs[1]!, -1);
  return { query: known(inputs[0]!, -1), value, key: inputs[2] ? known(inputs[2], -1) : value };
}
