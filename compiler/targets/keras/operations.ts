import { classOf } from '../../declarations/define-layer.ts';
import type { LayerInstance } from '../../graph/model-graph.ts';
import type { TensorType } from '../../shapes/types.ts';
import { isSymbolic } from '../../shapes/size.ts';
import { functionOfLayer } from '../program/functions.ts';
import { kerasValue } from './values.ts';
import { isMisfit, type KerasConfig, type KerasJson, type Misfit } from './types.ts';

/** What stands in the parentheses of an operation: an input by its place, inputs in one list, or a constant. */
export type OperationArgument =
  | { readonly kind: 'input'; readonly input: number }
  | { readonly kind: 'inputs' }
  | { readonly kind: 'constant'; readonly value: KerasJson };

/** A node of Keras's graph that is no layer: a function of `keras.ops`. */
export interface KerasOperation {
  readonly module: string;
  readonly class: string;
  /** The function's name in `keras.ops`. */
  readonly function: string;
  /** What Keras keeps in the operation itself, without the name. */
  readonly config: KerasConfig;
  readonly args: readonly OperationArgument[];
  readonly kwargs: KerasConfig;
}

const modules: Readonly<Record<string, string>> = {
  ...group(
    'keras.src.ops.nn',
    'Sigmoid Softplus Relu Relu6 Elu Selu LeakyRelu Silu Gelu Softsign LogSigmoid HardSigmoid Softmax LogSoftmax OneHot',
  ),
  ...group('keras.src.ops.math', 'Rsqrt Erf Logsumexp'),
  ...group('keras.src.ops.core', 'StopGradient'),
};

function group(module: string, classes: string): Readonly<Record<string, string>> {
  return Object.fromEntries(classes.split(' ').map((name) => [name, module]));
}

/** What an operation keeps beside kmodel's constants. */
const further: Readonly<Record<string, KerasConfig>> = {
  OneHot: { axis: -1, dtype: 'float32', sparse: false },
  Cumsum: { dtype: null },
  ZerosLike: { dtype: null },
  OnesLike: { dtype: null },
  Pad: { mode: 'constant' },
};

/** Functions whose form in Keras's files is not known here. */
const unwritten: ReadonlySet<string> = new Set(
  'take take_along_axis sort argsort top_k split unstack tile repeat roll arange full_like cast tril triu einsum dot tensordot outer vdot cross norm normalize average cumprod swapaxes moveaxis'.split(
    ' ',
  ),
);

const input = (place: number): OperationArgument => ({ kind: 'input', input: place });
const constant = (value: KerasJson): OperationArgument => ({ kind: 'constant', value });

/**
 * The operation that a function of tensors or an operator is in Keras; undefined for a layer.
 * @param inputs the types of what flows in
 */
export function operationOf(
  layer: Pick<LayerInstance, 'declaration' | 'args'>,
  inputs: readonly TensorType[],
): KerasOperation | Misfit | undefined {
  const { declaration, args } = layer;
  if (declaration.family === 'operator') return operatorOf(declaration.name, args, inputs);
  const called = functionOfLayer(declaration);
  if (!called && declaration.family !== 'function') return undefined;
  if (!called || unwritten.has(called.name))
    return { reason: `kmodel does not write \`${called?.name ?? declaration.name}\` into Keras’s files` };
  if (called.name.startsWith('random_'))
    return { reason: `Keras draws random numbers in layers alone, and \`${called.name}\` is a function` };
  const names = Object.keys(called.operands);
  const isList = names.some((name) => called.operands[name] === 'list');
  let next = 0;
  const operands = isList
    ? [{ kind: 'inputs' } as const]
    : names.map((name) => {
        const given = args[name];
        return called.operands[name] === 'number' && typeof given === 'number'
          ? constant(given)
          : input(next++);
      });
  const config: Record<string, KerasJson> = {};
  for (const [name, given] of Object.entries(args)) {
    if (Object.hasOwn(called.operands, name)) continue;
    const value = kerasValue(given, declaration.arguments[name]?.type);
    if (isMisfit(value)) return value;
    config[name] = value;
  }
  const operation = {
    module: modules[declaration.name] ?? 'keras.src.ops.numpy',
    class: classOf(declaration),
    function: called.name,
    config: { ...config, ...further[declaration.name] },
    args: operands,
    kwargs: {},
  };
  return withBatchAxis(operation);
}

/** kmodel leaves the batch axis out where Keras counts it. */
function withBatchAxis(operation: KerasOperation): KerasOperation | Misfit {
  const { config } = operation;
  switch (operation.class) {
    case 'Reshape': {
      const sizes = config.newshape as readonly number[];
      // Two open sizes are one too many for Keras: the batch is one already.
      if (sizes.includes(-1))
        return { reason: 'Keras’s `reshape` leaves one size open, and that is the batch' };
      return { ...operation, config: { ...config, newshape: [-1, ...sizes] } };
    }
    case 'Pad': {
      const { constant_values: number, pad_width: widths, ...rest } = config;
      return {
        ...operation,
        config: { ...rest, pad_width: [[0, 0], ...(widths as readonly KerasJson[])] },
        kwargs: { constant_values: number ?? null },
      };
    }
    case 'GetItem': {
      const range = (start: KerasJson, stop: KerasJson, step: KerasJson): KerasJson => ({
        class_name: '__slice__',
        config: { start, stop, step },
      });
      const key = config.key as readonly (readonly KerasJson[])[];
      const own = key.map(([start, ...others]) =>
        others.length === 0 ? start! : range(start!, others[0]!, others[1]!),
      );
      return {
        ...operation,
        config: {},
        args: [...operation.args, constant([range(null, null, null), ...own])],
      };
    }
    default:
      return operation;
  }
}

const symbols: Readonly<Record<string, string>> = {
  AddNumber: 'Add',
  SubtractNumber: 'Subtract',
  MultiplyNumber: 'Multiply',
  TrueDivideNumber: 'TrueDivide',
};

const functionNames: Readonly<Record<string, string>> = {
  Add: 'add',
  Subtract: 'subtract',
  Multiply: 'multiply',
  TrueDivide: 'true_divide',
  Reshape: 'reshape',
};

function operatorOf(
  name: string,
  args: LayerInstance['args'],
  inputs: readonly TensorType[],
): KerasOperation | Misfit {
  const make = (kerasClass: string, operands: readonly OperationArgument[], config: KerasConfig = {}) => ({
    module: 'keras.src.ops.numpy',
    class: kerasClass,
    function: functionNames[kerasClass]!,
    config,
    args: operands,
    kwargs: {},
  });
  if (name === 'Divide') return make('TrueDivide', [input(0), input(1)]);
  if (name === 'FoldSteps' || name === 'UnfoldSteps') {
    // Back to steps: as many as the sequence has that is the second input.
    const kept =
      name === 'FoldSteps' ? inputs[0]!.shape.slice(1) : [inputs[1]!.shape[0]!, ...inputs[0]!.shape];
    if (kept.some(isSymbolic))
      return { reason: 'Keras needs a known number of steps to run a block on each' };
    return make('Reshape', [input(0)], { newshape: [-1, ...(kept as readonly number[])] });
  }
  const number = constant(args.number as number);
  const operands = args.number_first === true ? [number, input(0)] : [input(0), number];
  return make(symbols[name]!, operands);
}
