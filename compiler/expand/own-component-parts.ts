import type { Definition } from '../bind/definitions.ts';
import type { LossMisfit } from '../declarations/define-component.ts';
import type { Ops } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import { numericDType, wholeType, type TensorType } from '../shapes/types.ts';
import type { OwnBody } from './own-body.ts';

/** What the kinds of components need of the text of one. */
export interface OwnComponent {
  readonly definition: Definition;
  readonly bodyOf: (args: object, inputs: readonly TensorType[]) => OwnBody;
  /** What the data holds for a head. */
  readonly target: (head: TensorType, args: object) => TensorType | LossMisfit;
  /** Whether the declaration by itself has a mistake, which is reported there. */
  readonly isBroken: () => boolean;
  /** The result for tensors of a graph, the batch being their first axis where there is one. */
  readonly lower: (
    ops: Ops,
    args: object,
    tensors: readonly Tensor[],
    types: readonly TensorType[],
  ) => Tensor;
}

/** The type of a body's only result, or the first thing that is wrong. */
export function outcomeOf(
  definition: Definition,
  { misfit: unfit, diagnostics, result }: OwnBody,
): { readonly type?: TensorType | undefined; readonly problem?: string } {
  if (unfit) {
    const { name } = definition.inputs[unfit.input]!.member;
    return { problem: `\`${name.text}\` is ${unfit.wanted}, but here it is ${unfit.found}.` };
  }
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error) return { problem: error.message };
  if (result.kind === 'tensor') return { type: result.tensor.type };
  return result.kind === 'unknown' ? {} : { problem: 'it has one result alone.' };
}

/** The tensors of a loss or metric with the types that its text gives them. */
export function targetAndPrediction(
  own: OwnComponent,
  ops: Ops,
  args: object,
  yTrue: Tensor,
  yPred: Tensor,
): readonly [readonly Tensor[], readonly TensorType[]] {
  const head: TensorType = { dtype: yPred.dtype, shape: yPred.shape.slice(1) };
  const target = own.target(head, args);
  const type = 'misfit' in target ? head : target;
  const given = yTrue.dtype === type.dtype ? yTrue : ops.cast(yTrue, numericDType(type.dtype));
  return [
    [given, yPred],
    [wholeType(type), wholeType(head)],
  ];
}
