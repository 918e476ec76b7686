import type { Size } from '../../../shapes/size.ts';
import type { DType } from '../../../shapes/types.ts';
import { call, keyword, type PythonExpression } from '../../python/expressions.ts';
import {
  atom,
  type Code,
  type CodeContext,
  type ExpressionOp,
  type OpEmitter,
} from '../../python/ops/code.ts';

/** `torch.name(a, b)` */
export function torchCall(name: string, items: readonly PythonExpression[]): Code {
  return atom(call(`torch.${name}`, items));
}

/** What an op is written with. */
export interface TorchContext extends CodeContext {
  /** The expression of the device that new tensors belong on. */
  readonly device: () => string;
  /** Asks for a function that the module must bring along; gives its name. */
  readonly helper: (name: HelperName) => string;
  /** A function of `torch.nn.functional`, which the module then imports. */
  readonly functional: (name: string) => string;
  /** True for a size that counts the samples of a batch, of which several processes have their own. */
  readonly countsSamples: (size: Size) => boolean;
  /** A key and a shape as random numbers in [0, 1). */
  readonly random: (key: () => Code, shape: readonly Size[]) => Code;
}

export type HelperName =
  | 'spread'
  | 'pool'
  | 'gradient_of'
  | 'random_uniform'
  | 'next_key'
  | 'kept_state'
  | 'computing_in'
  | 'batch_mean'
  | 'unpacked';

export type TorchEmitters = { readonly [K in ExpressionOp]: OpEmitter<K, TorchContext> };

const dtypes: Readonly<Record<DType, string>> = {
  float32: 'torch.float32',
  float16: 'torch.float16',
  int32: 'torch.int32',
  int64: 'torch.int64',
  uint8: 'torch.uint8',
  bool: 'torch.bool',
};

export function dtypeText(dtype: DType): string {
  return dtypes[dtype];
}

/** A tensor of what may be a number. */
export function asTensor(code: Code, dtype: DType, device: () => string): Code {
  if (!code.isNumber) return code;
  // Of a float of Python, PyTorch makes float32 by itself.
  const type = dtype === 'float32' ? [] : [keyword('dtype', dtypeText(dtype))];
  return torchCall('tensor', [code.expression, ...type, keyword('device', device())]);
}

export function shapeItems(shape: readonly Size[], context: CodeContext): readonly PythonExpression[] {
  return shape.map(context.size);
}
