import type { SizeValues } from '../../../compiler/ops/bind-sizes.ts';
import { evaluateSize } from '../../../compiler/shapes/size.ts';
import type { StepOutput } from '../../../compiler/steps/step-graph.ts';

/** The sizes of a result. @throws where one cannot be known before the step has run */
export function outputShape({ name, shape }: StepOutput, sizes: SizeValues): readonly number[] {
  return shape.map((size) => {
    const value = evaluateSize(size, sizes);
    if (value === undefined) throw new Error(`The size of ${name} is not known before it is computed.`);
    return value;
  });
}
