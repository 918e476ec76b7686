import { subtractSizes } from '../../../../compiler/shapes/size.ts';
import { batchSize } from '../../../../compiler/shapes/types.ts';
import { T, type OpTexts } from './op-texts.ts';

const window = {
  strides: [1, 1],
  dilations: [1, 1],
  padding: [
    [1, 1],
    [1, 1],
  ],
  groups: 1,
} as const;
const pool = {
  window: [2, 2],
  strides: [2, 2],
  dilations: [1, 1],
  padding: [
    [0, 0],
    [0, 0],
  ],
} as const;

/** Ops that make, join, move or look through tensors, and what they are in each world. */
export const tensors = {
  constant: {
    graph: ({ ops }) => ops.constant([1, 2.5], [2]),
    keras: 'ops.convert_to_tensor([1.0, 2.5], "float32")',
    torch: 'torch.tensor([1.0, 2.5], dtype=torch.float32, device=x.device)',
    tfjs: 'tf.tensor([1, 2.5], [2])',
  },
  iota: {
    graph: ({ ops }) => ops.iota([T, 2], 0),
    keras: 'ops.broadcast_to(ops.reshape(ops.arange(t, dtype="int32"), (-1, 1)), (t, 2))',
    torch: 'torch.arange(t, dtype=torch.int32, device=x.device).reshape(-1, 1).expand(t, 2)',
    tfjs: "tf.broadcastTo(tf.reshape(tf.range(0, t, 1, 'int32'), [t, 1]), [t, 2])",
  },
  size: {
    graph: ({ ops }) => ops.size(T, 'int32'),
    keras: 'ops.cast(t, "int32")',
    torch: 't',
    tfjs: "tf.scalar(t, 'int32')",
  },
  matmul: {
    graph: ({ ops, x, y }) => ops.matmul(x, y, { transposeB: true }),
    keras: 'ops.matmul(x, ops.swapaxes(y, -1, -2))',
    torch: 'x @ y.transpose(-1, -2)',
    tfjs: 'tf.matMul(x, y, false, true)',
  },
  sum: {
    graph: ({ ops, x }) => ops.sum(x, [1]),
    keras: 'ops.sum(x, axis=1)',
    torch: 'x.sum(1)',
    tfjs: 'tf.sum(x, 1)',
  },
  mean: {
    graph: ({ ops, x }) => ops.mean(x, [1, 2], true),
    keras: 'ops.mean(x, axis=(1, -1), keepdims=True)',
    torch: 'x.mean((1, -1), keepdim=True)',
    tfjs: 'tf.mean(x, [1, -1], true)',
  },
  reduceMax: {
    graph: ({ ops, x }) => ops.reduceMax(x, 2),
    keras: 'ops.max(x, axis=-1)',
    torch: 'x.amax(-1)',
    tfjs: 'tf.max(x, -1)',
  },
  reduceMin: {
    graph: ({ ops, x }) => ops.reduceMin(x, 2),
    keras: 'ops.min(x, axis=-1)',
    torch: 'x.amin(-1)',
    tfjs: 'tf.min(x, -1)',
  },
  product: {
    graph: ({ ops, x }) => ops.product(x, 2),
    keras: 'ops.prod(x, axis=-1)',
    torch: 'x.prod(2)',
    tfjs: 'tf.prod(x, -1)',
  },
  argMax: {
    graph: ({ ops, x }) => ops.argMax(x, 2),
    keras: 'ops.cast(ops.argmax(x, axis=-1), "int32")',
    torch: 'x.argmax(2).int()',
    tfjs: 'tf.argMax(x, 2)',
  },
  cumulativeSum: {
    graph: ({ ops, x }) => ops.cumulativeSum(x, 1),
    keras: 'ops.cumsum(x, axis=1)',
    torch: 'x.cumsum(1)',
    tfjs: 'tf.cumsum(x, 1, false, false)',
  },
  softmax: {
    graph: ({ ops, x }) => ops.softmax(x),
    keras: 'ops.softmax(x, axis=-1)',
    torch: 'torch.softmax(x, -1)',
    tfjs: 'tf.softmax(x)',
  },
  logSoftmax: {
    graph: ({ ops, x }) => ops.logSoftmax(x),
    keras: 'ops.log_softmax(x, axis=-1)',
    torch: 'torch.log_softmax(x, -1)',
    tfjs: 'tf.logSoftmax(x)',
  },
  reshape: {
    graph: ({ ops, x }) => ops.reshape(x, [batchSize, T, 2, 2]),
    keras: 'ops.reshape(x, (-1, t, 2, 2))',
    torch: 'x.reshape(-1, t, 2, 2)',
    tfjs: 'tf.reshape(x, [batch, t, 2, 2])',
  },
  transpose: {
    graph: ({ ops, x }) => ops.transpose(x, [0, 2, 1]),
    keras: 'ops.transpose(x, (0, 2, 1))',
    torch: 'x.permute(0, 2, 1)',
    tfjs: 'tf.transpose(x, [0, 2, 1])',
  },
  expand: {
    graph: ({ ops, x }) => ops.expand(x, [3, batchSize, T, 4]),
    keras: 'ops.broadcast_to(x, (3, batch, t, 4))',
    torch: 'x.expand(3, -1, -1, -1)',
    tfjs: 'tf.broadcastTo(x, [3, batch, t, 4])',
  },
  slice: {
    graph: ({ ops, x }) => ops.slice(x, [0, 1, 0], [batchSize, subtractSizes(T, 1), 2], [1, 1, 2]),
    keras: 'x[:, 1:, :3:2]',
    torch: 'x[:, 1:, :3:2]',
    tfjs: 'const part = tf.stridedSlice(x, [0, 1, 0], [batch, 1 + t - 1, (2 - 1) * 2 + 1], [1, 1, 2]);\npart',
  },
  reverse: {
    graph: ({ ops, x }) => ops.reverse(x, 1),
    keras: 'ops.flip(x, axis=1)',
    torch: 'x.flip(1)',
    tfjs: 'tf.reverse(x, [1])',
  },
  concat: {
    graph: ({ ops, x, y }) => ops.concat([x, y], 2),
    keras: 'ops.concatenate([x, y], axis=-1)',
    torch: 'torch.cat([x, y], -1)',
    tfjs: 'tf.concat([x, y], 2)',
  },
  pad: {
    graph: ({ ops, x }) => ops.pad(x, [0, 1, 0], [0, 2, 0], { value: -1 }),
    keras: 'ops.pad(x, [(0, 0), (1, 2), (0, 0)], constant_values=-1.0)',
    torch: 'F.pad(x, (0, 0, 1, 2), value=-1.0)',
    tfjs: 'tf.pad(x, [[0, 0], [1, 2], [0, 0]], -1)',
  },
  gather: {
    graph: ({ ops, x, i }) => ops.gather(x, i, 1),
    keras: 'ops.take(x, i, axis=1)',
    torch: 'x[:, i.long()]',
    tfjs: 'tf.gather(x, i, 1)',
  },
  scatterAdd: {
    graph: ({ ops, i, x }) => ops.scatterAdd(i, ops.reshape(x, [T, 4, batchSize]), 10),
    keras: 'ops.segment_sum(ops.reshape(x, (-1, 4, batch)), i, num_segments=10)',
    torch:
      'torch.zeros((10, 4, batch), dtype=torch.float32, device=x.device).index_add(0, i.flatten().long(), x.reshape(-1, 4, batch))',
    tfjs: 'tf.unsortedSegmentSum(tf.reshape(x, [t, 4, batch]), i, 10)',
  },
  convolution: {
    graph: ({ ops, image, kernel }) => ops.convolution(image, kernel, window),
    keras: undefined,
    torch: 'F.conv2d(image.permute(0, 3, 1, 2), kernel.permute(3, 2, 0, 1), padding=1).permute(0, 2, 3, 1)',
    tfjs: "const convolved = tf.conv2d(tf.pad(image, [[0, 0], [1, 1], [1, 1], [0, 0]]) as tf.Tensor4D, kernel as tf.Tensor4D, [1, 1], 'valid', 'NHWC', [1, 1]);\nconvolved",
  },
  convolutionInputGradient: {
    graph: ({ ops, image, kernel }) =>
      ops.convolutionInputGradient(image, kernel, { ...window, inputShape: image.shape }),
    keras: undefined,
    torch:
      'F.pad(F.conv_transpose2d(image.permute(0, 3, 1, 2), kernel.permute(3, 2, 0, 1)), (-1, -1, -1, -1)).permute(0, 2, 3, 1)',
    tfjs: "const result = tf.slice(tf.conv2dTranspose(image as tf.Tensor4D, kernel as tf.Tensor4D, [batch, 8 + 1 + 1, 8 + 1 + 1, 3], [1, 1], 'valid'), [0, 1, 1, 0], [batch, 8, 8, 3]);\nresult",
  },
  convolutionKernelGradient: {
    graph: ({ ops, image, kernel }) =>
      ops.emit('convolutionKernelGradient', [image, image], { ...window, kernelShape: kernel.shape })[0]!,
    keras: undefined,
    torch:
      'nn.grad.conv2d_weight(F.pad(image.permute(0, 3, 1, 2), (1, 1, 1, 1)), (3, 3, 3, 3), image.permute(0, 3, 1, 2)).permute(2, 3, 1, 0)',
    tfjs: undefined,
  },
  maxPool: {
    graph: ({ ops, image }) => ops.maxPool(image, pool),
    keras: undefined,
    torch: 'F.max_pool2d(image.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)',
    tfjs: "tf.maxPool(image as tf.Tensor4D, [2, 2], [2, 2], 'valid')",
  },
  maxPoolGradient: {
    graph: ({ ops, image }) => {
      const y = ops.maxPool(image, pool);
      return ops.emit('maxPoolGradient', [image, y, y], pool)[0]!;
    },
    keras: undefined,
    torch:
      'result = F.max_pool2d(image.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)\n_gradient_of(lambda x: _pool(x, "max", (2, 2), (2, 2)), image, result)',
    tfjs: undefined,
  },
  averagePool: {
    graph: ({ ops, image }) => ops.averagePool(image, pool),
    keras: undefined,
    torch: 'F.avg_pool2d(image.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)',
    tfjs: "tf.avgPool(image as tf.Tensor4D, [2, 2], [2, 2], 'valid')",
  },
  averagePoolGradient: {
    graph: ({ ops, image }) =>
      ops.emit('averagePoolGradient', [image], { ...pool, inputShape: image.shape })[0]!,
    keras: undefined,
    torch:
      '_gradient_of(lambda x: _pool(x, "average", (2, 2), (2, 2)), torch.zeros((batch, 8, 8, 3), device=x.device), image)',
    tfjs: undefined,
  },
  randomUniform: {
    graph: ({ ops, key }) => ops.randomUniform(key, [batchSize, 4]),
    keras: 'draw((batch, 4))',
    torch: '_random_uniform(key, (batch, 4), x.device)',
    tfjs: 'tf.randomUniform([batch, 4])',
  },
} satisfies OpTexts;
