import { classOf } from '../../declarations/define-layer.ts';
import type { LayerInstance } from '../../graph/model-graph.ts';
import type { TensorType } from '../../shapes/types.ts';
import { isSymbolic } from '../../shapes/size.ts';
import type { TensorFunction } from '../../functions/define-function.ts';
import { functionOfLayer } from '../program/functions.ts';
import { operationForm, type OperationForm } from './operation-forms.ts';
import { kerasValue } from './values.ts';
import { isMisfit, KerasFloat, type KerasConfig, type KerasJson, type Misfit } from './types.ts';

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
  readonly kwargs: Readonly<Record<string, OperationArgument>>;
}

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
  if (declaration.family === 'merging' && inputs.some(isOfNoSample)) return sumOf(declaration.name, inputs);
  const called = functionOfLayer(declaration);
  if (!called && declaration.family !== 'function') return undefined;
  if (!called) return { reason: `kmodel does not write \`${declaration.name}\` into Keras’s files` };
  if (called.name.startsWith('random_'))
    return { reason: `Keras draws random numbers in layers alone, and \`${called.name}\` is a function` };
  const kerasClass = classOf(declaration);
  const form = operationForm(kerasClass);
  const { module = 'keras.src.ops.numpy', positional = [], named = [], further } = form;
  const config: Record<string, KerasJson> = {};
  const constants: Record<string, KerasJson> = {};
  for (const [name, given] of Object.entries(args)) {
    if (Object.hasOwn(called.operands, name)) continue;
    const value = kerasValue(given, declaration.arguments[name]?.type);
    if (isMisfit(value)) return value;
    (positional.includes(name) || named.includes(name) ? constants : config)[name] = value;
  }
  const operands = operandsOf(called, args, inputs.length, form);
  const operation = {
    module,
    class: kerasClass,
    function: called.name,
    config: { ...config, ...further },
    args: [
      ...Object.entries(operands).flatMap(([name, each]) => (named.includes(name) ? [] : each)),
      ...positional.map((name) => constant(constants[name]!)),
    ],
    kwargs: Object.fromEntries(
      named.map((name) => [name, operands[name]?.[0] ?? constant(constants[name] ?? null)]),
    ),
  };
  return withBatchAxis(operation);
}

/** What stands for each tensor of a function, in order; nothing for one that is left out. */
function operandsOf(
  { operands }: TensorFunction,
  args: LayerInstance['args'],
  count: number,
  { numbersAreTensors = false }: OperationForm,
): Readonly<Record<string, readonly OperationArgument[]>> {
  let next = 0;
  const made = Object.entries(operands).map(([name, kind]): [string, readonly OperationArgument[]] => {
    const given = args[name];
    if (kind === 'list') return [name, [{ kind: 'inputs' }]];
    if (kind === 'rest') return [name, Array.from({ length: count }, (_, place) => input(place))];
    if (kind === 'number' && typeof given === 'number')
      return [name, [constant(numbersAreTensors ? tensorOf(given) : given)]];
    return [name, kind === 'optional' && next >= count ? [] : [input(next++)]];
  });
  return Object.fromEntries(made.filter(([, each]) => each.length > 0));
}

function tensorOf(value: number): KerasJson {
  return { class_name: '__tensor__', config: { value: new KerasFloat(value), dtype: 'float32' } };
}

/** Sums and products of a tensor and numbers: Keras's layers count the first axis of both as the batch. */
function sumOf(name: string, inputs: readonly TensorType[]): KerasOperation | Misfit {
  if (inputs.length !== 2 || !Object.hasOwn(functionNames, name))
    return { reason: 'Keras’s layers take no numbers of the text' };
  return {
    module: 'keras.src.ops.numpy',
    class: name,
    function: functionNames[name]!,
    config: {},
    args: [input(0), input(1)],
    kwargs: {},
  };
}

/** True for a tensor of the text itself, which is the same for every sample. */
function isOfNoSample({ whole }: TensorType): boolean {
  return whole === true;
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
      const widths = config.pad_width as readonly KerasJson[];
      return { ...operation, config: { ...config, pad_width: [[0, 0], ...widths] } };
    }
    // Keras takes whole orders alone, and asks for them as such.
    case 'Normalize': {
      const { order } = config;
      return {
        ...operation,
        config: { ...config, order: order instanceof KerasFloat ? order.value : order! },
      };
    }
    case 'Tile': {
      const { repeats } = config;
      return {
        ...operation,
        config: {
          ...config,
          repeats: [1, ...(typeof repeats === 'number' ? [repeats] : (repeats as readonly KerasJson[]))],
        },
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
  Maximum: 'maximum',
  Minimum: 'minimum',
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
