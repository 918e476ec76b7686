import { describe, expect, it } from 'vitest';
import { createOps, type Ops } from '../../../compiler/ops/builder.ts';
import { backpropagate } from '../../../compiler/ops/differentiate.ts';
import { expandComposites } from '../../../compiler/ops/expand-composites.ts';
import type { Tensor } from '../../../compiler/ops/types.ts';
import { batchSize } from '../../../compiler/shapes/types.ts';
import { torchText } from '../targets/ops/op-texts.ts';

type Make = (ops: Ops, x: Tensor, y: Tensor, i: Tensor) => Tensor;

/**
 * What flows back to `x` and `y`, which are of the shape [batch, 3, 4], where `dy` comes back to the result; written as
 * PyTorch, which reads best. Whether it is right, `ops.test.ts` tells by slopes: here stands how it is computed.
 */
const table: readonly (readonly [name: string, make: Make, gradients: readonly string[]])[] = [
  ['x + y', (ops, x, y) => ops.add(x, y), ['dy', 'dy']],
  ['x - y', (ops, x, y) => ops.subtract(x, y), ['dy', '-dy']],
  ['x * y', (ops, x, y) => ops.multiply(x, y), ['dy * y', 'dy * x']],
  ['x / y', (ops, x, y) => ops.divide(x, y), ['quotient = dy / y', 'quotient', '-(quotient * x / y)']],
  [
    'x ** y',
    (ops, x, y) => ops.power(x, y),
    [
      'chosen = torch.where(x == 0.0, torch.tensor(1.0, device=x.device), x)',
      'dy * y * torch.pow(x, y - 1.0)',
      'dy * torch.pow(x, y) * torch.log(chosen)',
    ],
  ],
  [
    'maximum(x, y)',
    (ops, x, y) => ops.maximum(x, y),
    ['scaled = (torch.sign(x - y) + 1.0) * 0.5', 'dy * scaled', 'dy * (1.0 - scaled)'],
  ],
  [
    'minimum(x, y)',
    (ops, x, y) => ops.minimum(x, y),
    ['scaled = (torch.sign(y - x) + 1.0) * 0.5', 'dy * scaled', 'dy * (1.0 - scaled)'],
  ],
  ['negate(x)', (ops, x) => ops.negate(x), ['-dy']],
  ['absolute(x)', (ops, x) => ops.absolute(x), ['dy * torch.sign(x)']],
  ['exp(x)', (ops, x) => ops.exp(x), ['dy * torch.exp(x)']],
  ['log(x)', (ops, x) => ops.log(x), ['dy / x']],
  ['sqrt(x)', (ops, x) => ops.sqrt(x), ['dy * 0.5 / torch.sqrt(x)']],
  ['reciprocal(x)', (ops, x) => ops.reciprocal(x), ['result = 1 / x', '-(dy * result**2)']],
  ['tanh(x)', (ops, x) => ops.tanh(x), ['activated = torch.tanh(x)', 'dy * (1.0 - activated**2)']],
  ['sigmoid(x)', (ops, x) => ops.sigmoid(x), ['gate = torch.sigmoid(x)', 'dy * gate * (1.0 - gate)']],
  ['softplus(x)', (ops, x) => ops.softplus(x), ['dy * torch.sigmoid(x)']],
  ['erf(x)', (ops, x) => ops.erf(x), ['dy * torch.exp(-x**2) * 1.1283792']],
  ['sin(x)', (ops, x) => ops.sin(x), ['dy * torch.cos(x)']],
  ['cos(x)', (ops, x) => ops.cos(x), ['-(dy * torch.sin(x))']],
  ['atan(x)', (ops, x) => ops.atan(x), ['dy / (x**2 + 1.0)']],
  ['sinh(x)', (ops, x) => ops.sinh(x), ['dy * torch.cosh(x)']],
  ['cosh(x)', (ops, x) => ops.cosh(x), ['dy * torch.sinh(x)']],
  [
    'relu(x)',
    (ops, x) => ops.relu(x),
    ['result = torch.minimum(torch.relu(x), torch.tensor(1.0, device=x.device))', 'dy * torch.ceil(result)'],
  ],
  ['stopGradient(x)', (ops, x) => ops.stopGradient(x), []],
  ['square(x)', (ops, x) => ops.square(x), ['scaled = dy * x', 'scaled + scaled']],
  [
    'select(x < y, x, y)',
    (ops, x, y) => ops.select(ops.less(x, y), x, y),
    ['is_less = x < y', 'dy * is_less.float()', 'dy * (~is_less).float()'],
  ],
  ['clip(x, 0, 1)', (ops, x) => ops.clip(x, 0, 1), ['dy * ((x >= 0.0) & (x <= 1.0)).float()']],
  ['sum over an axis', (ops, x) => ops.sum(x, 1), ['dy.reshape(-1, 1, 4).expand(-1, 3, -1)']],
  ['mean of all', (ops, x) => ops.mean(x), ['(dy.reshape(1, 1, 1) / float(12 * batch)).expand(batch, 3, 4)']],
  [
    'the greatest along an axis',
    (ops, x) => ops.reduceMax(x, -1),
    [
      'numbers = (x == x.amax(-1).reshape(-1, 3, 1)).float()',
      'quotient = dy.reshape(-1, 3, 1) / numbers.sum(-1, keepdim=True)',
      'numbers * quotient',
    ],
  ],
  ['cumulative sum', (ops, x) => ops.cumulativeSum(x, 1), ['dy.flip(1).cumsum(1).flip(1)']],
  [
    'softmax',
    (ops, x) => ops.softmax(x),
    [
      'shares = torch.softmax(x, -1)',
      'scaled = dy * shares',
      'scaled - shares * scaled.sum(-1, keepdim=True)',
    ],
  ],
  [
    'logSoftmax',
    (ops, x) => ops.logSoftmax(x),
    ['scaled = torch.softmax(x, -1) * dy.sum(-1, keepdim=True)', 'dy - scaled'],
  ],
  ['reshape', (ops, x) => ops.reshape(x, [batchSize, 12]), ['dy.reshape(-1, 3, 4)']],
  ['transpose', (ops, x) => ops.transpose(x, [1, 2, 0]), ['dy.permute(2, 0, 1)']],
  ['expand', (ops, x) => ops.expand(x, [5, batchSize, 3, 4]), ['dy.sum(0)']],
  ['a part', (ops, x) => ops.sliceAxis(x, 2, 1, 2), ['F.pad(dy, (1, 1))']],
  ['every second', (ops, x) => ops.sliceAxis(x, 2, 0, 2, 2), ['F.pad(_spread(dy, 2, 1), (0, 1))']],
  ['reverse', (ops, x) => ops.reverse(x, 2), ['dy.flip(2)']],
  ['pad', (ops, x) => ops.pad(x, [0, 1, 0], [0, 2, 0]), ['dy[:, 1:4]']],
  ['concat', (ops, x, y) => ops.concat([x, y], 2), ['dy[:, :, :4]', 'dy[:, :, 4:]']],
  [
    'rows of a table',
    (ops, x, _, i) => ops.gather(ops.reshape(x, [12, batchSize]), i),
    [
      'result = torch.zeros((12, batch), dtype=torch.float32, device=x.device).index_add(',
      '    0, i.flatten().long(), dy',
      ')',
      'result.reshape(-1, 3, 4)',
    ],
  ],
  [
    'matmul',
    (ops, x, y) => ops.matmul(x, ops.transpose(y, [0, 2, 1])),
    ['dy @ y.permute(0, 2, 1).transpose(-1, -2)', '(x.transpose(-1, -2) @ dy).permute(0, 2, 1)'],
  ],
  [
    'matmul of what is turned',
    (ops, x, y) => ops.matmul(x, y, { transposeA: true }),
    ['y @ dy.transpose(-1, -2)', 'x @ dy'],
  ],
  [
    'a number broadcast to all',
    (ops, x) => ops.multiply(ops.sum(x), x),
    ['spread_out = (dy * x).sum().reshape(1, 1, 1).expand(batch, 3, 4)', 'dy * x.sum() + spread_out'],
  ],
];

function gradientsOf(make: Make): readonly string[] {
  const ops = createOps();
  const x = ops.scope.input('x', 'float32', [batchSize, 3, 4]);
  const y = ops.scope.input('y', 'float32', [batchSize, 3, 4]);
  const result = make(ops, x, y, ops.scope.input('i', 'int32', [5]));
  const dy = ops.scope.input('dy', 'float32', result.shape);
  const gradients = backpropagate(ops, ops.scope.nodes, [[result, dy]], [x, y]);
  const outputs = gradients.flatMap((tensor, index) =>
    tensor ? [{ name: 'xy'.charAt(index), tensor }] : [],
  );
  return outputs.length === 0 ? [] : torchText(expandComposites(ops.scope.build(outputs))).split('\n');
}

describe('the gradient of', () => {
  it.each(table)('%s', (_, make, gradients) => {
    expect(gradientsOf(make)).toEqual(gradients);
  });
});
