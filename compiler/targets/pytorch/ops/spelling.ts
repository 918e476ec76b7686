import type { PrimitiveNode } from '../../../ops/types.ts';
import type { Size } from '../../../shapes/size.ts';
import { call, joined, number, tuple, type PythonExpression } from '../../python/expressions.ts';
import {
  atom,
  sizeExpression,
  type Code,
  type ExpressionOp,
  type OpEmitter,
  type OpSpelling,
} from '../../python/ops/code.ts';
import { asTensor, type HelperName, type TorchContext } from './code.ts';
import { opEmitters } from './emitters.ts';

/** What PyTorch needs of the code around an op graph. */
export interface TorchSurroundings {
  /** The expression of a size variable. */
  readonly sizeName: (variable: string) => string;
  /** The expression of the device that new tensors belong on. */
  readonly device: () => string;
  readonly helper: (name: HelperName) => string;
  /** A function of `torch.nn.functional`, which the module then imports. */
  readonly functional: (name: string) => string;
  /** True for a size that counts the samples of a batch, of which several processes have their own; none by default. */
  readonly countsSamples?: (size: Size) => boolean;
  /** Random numbers, where the key is not what makes them. */
  readonly random?: (shape: readonly PythonExpression[]) => Code;
}

/** How op graphs are said in PyTorch. */
export function torchSpelling(around: TorchSurroundings): OpSpelling {
  const { device, helper } = around;
  const size = (each: Size): PythonExpression => sizeExpression(each, around.sizeName);
  const context: TorchContext = {
    size,
    device,
    helper,
    functional: around.functional,
    countsSamples: around.countsSamples ?? (() => false),
    tensor: (code, dtype) => asTensor(code, dtype, device),
    random: (key, shape) => {
      const items = shape.map(size);
      if (around.random) return around.random(items);
      const own = asTensor(key(), 'int32', device);
      return atom(call(helper('random_uniform'), [own.expression, tuple(items), device()]));
    },
  };
  return {
    size,
    tensor: context.tensor,
    emit: (node, inputs) => emitterOf(node)(node, inputs, context),
    topK: (x, k) => call(joined(x, '.topk'), [number(k)]),
    places: (name) => `${name}.int()`,
    stack: (tensors) => `torch.stack(${tensors})`,
  };
}

/** The emitter of a node; the table pairs them by op. */
function emitterOf(node: PrimitiveNode): OpEmitter<ExpressionOp, TorchContext> {
  return opEmitters[node.op as ExpressionOp] as OpEmitter<ExpressionOp, TorchContext>;
}
