import { argumentsWithDefaults } from '../../../declarations/default-value.ts';
import type { LayerLowerCall, LoweringContext } from '../../../declarations/define-layer.ts';
import type { Arguments } from '../../../declarations/values.ts';
import type { RecurrentArguments, RecurrentDeclaration } from '../../../layers/recurrent/base-recurrent.ts';
import { gru } from '../../../layers/recurrent/gru.ts';
import { lstm } from '../../../layers/recurrent/lstm.ts';
import { simpleRNN } from '../../../layers/recurrent/simple-rnn.ts';
import { createOps } from '../../../ops/builder.ts';
import type { OpNode, OpNodeOf, Tensor } from '../../../ops/types.ts';
import type { Size } from '../../../shapes/size.ts';
import type { RecurrentOperator } from './gates.ts';

/** A layer as onnxruntime has an operator for it. */
export interface RecurrentForm {
  readonly operator: RecurrentOperator;
  readonly declaration: RecurrentDeclaration;
  /** Arguments that are not the layer's defaults, without its units. */
  readonly args: Arguments;
}

/** What the operators do: the layers with the activations that both Keras and ONNX have by default. */
export const recurrentForms: readonly RecurrentForm[] = [true, false].flatMap((use_bias): RecurrentForm[] => [
  { operator: 'LSTM', declaration: lstm, args: { use_bias } },
  { operator: 'GRU', declaration: gru, args: { use_bias, reset_after: true } },
  { operator: 'GRU', declaration: gru, args: { use_bias, reset_after: false } },
  { operator: 'RNN', declaration: simpleRNN, args: { use_bias } },
]);

/** The sizes of a loop, and how it goes. */
export interface LoopSizes {
  readonly batch: Size;
  readonly time: Size;
  readonly features: number;
  readonly units: number;
  readonly backwards: boolean;
  readonly sequences: boolean;
}

/** Names of what differs from one use of a layer to another. */
export type LeafName = 'x' | 'kernel' | 'recurrent_kernel' | 'bias' | 'state0' | 'state1';

/** What a layer is lowered to where it predicts. */
export interface RecurrentPattern {
  readonly scan: OpNodeOf<'scan'>;
  readonly producers: ReadonlyMap<number, OpNode>;
  /** By the numbers of tensors; `x` is what the kernel is multiplied with. */
  readonly leaves: ReadonlyMap<number, LeafName>;
}

/** Lowers a layer over inputs of its own. */
export function recurrentPattern({ declaration, args }: RecurrentForm, sizes: LoopSizes): RecurrentPattern {
  const { batch, time, features, units, backwards, sequences } = sizes;
  const ops = createOps();
  const leaves = new Map<number, LeafName>();
  const leaf = (name: LeafName, shape: readonly Size[]): Tensor => {
    const tensor = ops.scope.input(name, 'float32', shape);
    leaves.set(tensor.id, name);
    return tensor;
  };
  const all = argumentsWithDefaults(declaration, {
    ...args,
    units,
    go_backwards: backwards,
    return_sequences: sequences,
  }) as unknown as RecurrentArguments;
  const weights = new Map(
    declaration.recurrence
      .weights(all, features)
      .map(({ name, shape }) => [name, leaf(name as LeafName, shape)] as const),
  );
  const states = Array.from({ length: declaration.recurrence.states }, (_, at) =>
    leaf(at === 0 ? 'state0' : 'state1', [batch, units]),
  );
  const x = ops.scope.input('sequence', 'float32', [batch, time, features]);
  const call: LayerLowerCall<RecurrentArguments> = {
    args: all,
    inputs: [x],
    inputTypes: [],
    outputTypes: [],
    tensorArguments: { initial_state: states },
    masks: [undefined],
    trainable: true,
  };
  declaration.recurrence.run(
    predicting(ops, batch, (name) => weights.get(name)!),
    call,
    {},
  );
  const { nodes } = ops.scope;
  const kernel = weights.get('kernel')!;
  const product = nodes.find(({ op, inputs }) => op === 'matmul' && inputs[1]!.id === kernel.id)!;
  leaves.set(product.inputs[0]!.id, 'x');
  return {
    scan: nodes.find((node) => node.op === 'scan')!,
    producers: new Map(nodes.flatMap((node) => node.outputs.map(({ id }) => [id, node] as const))),
    leaves,
  };
}

/** The context of a layer that neither trains nor keeps anything. */
function predicting(
  ops: LoweringContext['ops'],
  batch: Size,
  weight: (name: string) => Tensor,
): LoweringContext {
  const unneeded = (): never => {
    throw new Error('A recurrent layer needs no such thing where it predicts.');
  };
  const context: LoweringContext = {
    ops,
    training: false,
    batch,
    weight,
    updateWeight: unneeded,
    updatedWeight: unneeded,
    randomKey: unneeded,
    addLoss: unneeded,
    setMask: unneeded,
    carried: unneeded,
    carry: unneeded,
    scope: () => context,
  };
  return context;
}
