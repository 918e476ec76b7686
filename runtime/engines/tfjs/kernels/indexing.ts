import type { Lowerings } from '../plan-builder.ts';

export const indexingLowerings = {
  gather: (builder, [x, indices], node) =>
    builder.kernel(
      'GatherV2',
      { x: x!, indices: indices! },
      { axis: node.attributes.axis, batchDims: 0 },
      builder.sizes(node.outputs[0]!.shape),
      x!.type,
    ),
  scatterAdd: (builder, [indices, updates], node) => {
    const shape = builder.sizes(node.outputs[0]!.shape);
    const places = builder.view(indices!, [indices!.shape[0]!, 1]);
    return builder.kernel(
      'ScatterNd',
      { indices: places, updates: updates! },
      { shape },
      shape,
      updates!.type,
    );
  },
} satisfies Partial<Lowerings>;
