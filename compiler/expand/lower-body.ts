import type { LoweringContext } from '../declarations/define-layer.ts';
import type { Ops } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import type { OwnBody } from './own-body.ts';

/**
 * Runs the functions of a body in a graph of ops.
 * @param context `batch` is the number of samples of this run
 * @param given values of the tensors that no call makes, by their index
 * @returns the value of a tensor of the body
 */
export function lowerBody(
  { builder }: Pick<OwnBody, 'builder'>,
  context: LoweringContext,
  given: ReadonlyMap<number, Tensor>,
): (index: number) => Tensor {
  const tensors = new Map(given);
  const value = (index: number): Tensor => {
    const tensor = tensors.get(index);
    if (!tensor) throw new Error(`A body reads tensor ${index}, which nothing makes.`);
    return tensor;
  };
  for (const call of builder.calls) {
    const { declaration, args } = call.layer;
    const type = (index: number) => builder.tensors[index]!.type;
    const result = declaration.lower(context, {
      args: args!,
      inputs: call.inputs.map(({ index }) => value(index)),
      inputTypes: call.inputs.map(({ index }) => type(index)),
      outputTypes: call.outputs.map(type),
      tensorArguments: {},
      masks: [],
      trainable: true,
    });
    const outputs = Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];
    call.outputs.forEach((index, place) => tensors.set(index, outputs[place]!));
  }
  return value;
}

/** What functions may use in a component, which has no weights and draws no numbers. */
export function componentContext(ops: Ops, batch: LoweringContext['batch']): LoweringContext {
  const absent = (): never => {
    throw new Error('A component has no weights and draws no random numbers.');
  };
  return {
    ops,
    training: false,
    batch,
    weight: absent,
    updateWeight: absent,
    updatedWeight: absent,
    randomKey: absent,
    addLoss: absent,
    setMask: absent,
    carried: absent,
    carry: absent,
    scope: absent,
  };
}
