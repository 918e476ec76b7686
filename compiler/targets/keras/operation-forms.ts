import type { KerasConfig } from './types.ts';

/** How Keras says a function of tensors where the function's declaration alone does not tell. */
export interface OperationForm {
  /** Where the class of the operation lives; `keras.src.ops.numpy` where nothing else is said. */
  readonly module?: string;
  /** Constants that stand behind the tensors in the call, not in the operation. */
  readonly positional?: readonly string[];
  /** Constants and tensors that the call names. */
  readonly named?: readonly string[];
  /** What an operation keeps beside kmodel's constants. */
  readonly further?: KerasConfig;
  /** Numbers in place of tensors are written as tensors. */
  readonly numbersAreTensors?: boolean;
}

const core = { module: 'keras.src.ops.core' };
const math = { module: 'keras.src.ops.math' };
const nn = { module: 'keras.src.ops.nn' };

/** By Keras's class. */
const forms: Readonly<Record<string, OperationForm>> = {
  ...Object.fromEntries(
    (
      'Sigmoid Softplus Relu Relu6 Elu Selu LeakyRelu Silu Gelu Softsign LogSigmoid HardSigmoid Celu Glu HardShrink ' +
      'HardSilu HardTanh SoftShrink SparsePlus SparseSigmoid Sparsemax Squareplus TanhShrink Threshold Softmax ' +
      'LogSoftmax Normalize'
    )
      .split(' ')
      .map((name) => [name, nn]),
  ),
  OneHot: { ...nn, further: { axis: -1, dtype: 'float32', sparse: false } },
  Rsqrt: math,
  Erf: math,
  Erfc: math,
  // Keras asks a number for its dtype there.
  Hypot: { numbersAreTensors: true },
  Round: { further: { decimals: 0 } },
  Logsumexp: math,
  TopK: { ...math, further: { sorted: true } },
  Norm: { module: 'keras.src.ops.linalg' },
  StopGradient: core,
  Cast: core,
  Unstack: core,
  Cumsum: { further: { dtype: null } },
  Cumprod: { further: { dtype: null } },
  ZerosLike: { further: { dtype: null } },
  OnesLike: { further: { dtype: null } },
  FullLike: { positional: ['fill_value'], further: { dtype: null } },
  Pad: { named: ['constant_values'], further: { mode: 'constant' } },
  Average: { named: ['weights'] },
  Cross: { further: { axisa: -1, axisb: -1, axisc: -1 } },
};

const plain: OperationForm = {};

/** The form of an operation by its class. */
export function operationForm(kerasClass: string): OperationForm {
  return Object.hasOwn(forms, kerasClass) ? forms[kerasClass]! : plain;
}
