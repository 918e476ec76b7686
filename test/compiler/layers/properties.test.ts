import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tryLayer, type LayerTrial } from '../support/layer-trial.ts';

/**
 * For random configurations over size variables: a layer's results have the shapes that its rule says, and its
 * gradients are the slopes that finite differences find.
 */
const size = (low: number, high: number) => fc.integer({ min: low, max: high });
const seed = fc.integer({ min: 1, max: 1_000_000 });
const batch = size(1, 3);
const lists = (rank: number, low: number, high: number) =>
  fc.array(size(low, high), { minLength: rank, maxLength: rank });

/** Sizes of height and width or time, and how the layer sees them. */
const space = (rank: number, low = 4, high = 7) =>
  fc.record({
    values: lists(rank, low, high),
    known: fc.array(fc.boolean(), { minLength: rank, maxLength: rank }),
  });

function spatialTrial(
  layer: string,
  config: LayerTrial['config'],
  place: { readonly values: readonly number[]; readonly known: readonly boolean[] },
  channels: number,
  rest: {
    readonly batch: number;
    readonly seed: number;
    readonly masked?: boolean;
    readonly training?: boolean;
  },
): LayerTrial {
  const names = ['H', 'W'];
  const shape = place.values.map((value, axis) => (place.known[axis] ? value : names[axis]!));
  const sizes = Object.fromEntries(place.values.map((value, axis) => [names[axis]!, value]));
  const { batch: samples, ...others } = rest;
  return {
    layer,
    config,
    inputs: [{ shape: [...shape, channels] }],
    sizes: { ...sizes, batch: samples },
    ...others,
  };
}

const rest = fc.record({ batch, seed });

const convolution = (rank: number, causal: boolean) =>
  fc
    .record({
      kernel: lists(rank, 1, 3),
      strides: lists(rank, 1, 3),
      dilations: lists(rank, 1, 2),
      padding: fc.constantFrom('valid', 'same', ...(causal ? ['causal'] : [])),
      dilated: fc.boolean(),
      place: space(rank, 5, 7),
      rest,
    })
    .map(({ dilated, strides, dilations, ...trial }) => ({
      ...trial,
      geometry: {
        kernel_size: trial.kernel,
        strides: dilated ? strides.map(() => 1) : strides,
        dilation_rate: dilated ? dilations : dilations.map(() => 1),
        padding: trial.padding,
      },
    }));

const convolutions = [1, 2].flatMap((rank) => [
  fc
    .tuple(convolution(rank, rank === 1), size(1, 2), size(1, 2), size(1, 2))
    .map(([c, groups, each, filters]) =>
      spatialTrial(
        `Conv${rank}D`,
        { ...c.geometry, filters: groups * filters, groups },
        c.place,
        groups * each,
        c.rest,
      ),
    ),
  fc
    .tuple(convolution(rank, false), size(1, 2), size(1, 3))
    .map(([c, multiplier, channels]) =>
      spatialTrial(
        `DepthwiseConv${rank}D`,
        { ...c.geometry, depth_multiplier: multiplier },
        c.place,
        channels,
        c.rest,
      ),
    ),
  fc
    .tuple(convolution(rank, false), size(1, 2), size(1, 3))
    .map(([c, multiplier, channels]) =>
      spatialTrial(
        `SeparableConv${rank}D`,
        { ...c.geometry, filters: 2, depth_multiplier: multiplier },
        c.place,
        channels,
        c.rest,
      ),
    ),
  fc
    .tuple(convolution(rank, false), size(1, 2))
    .map(([c, channels]) =>
      spatialTrial(`Conv${rank}DTranspose`, { ...c.geometry, filters: 2 }, c.place, channels, c.rest),
    ),
]);

const pools = [1, 2].flatMap((rank) => [
  fc
    .tuple(
      fc.constantFrom('Max', 'Average'),
      lists(rank, 1, 3),
      lists(rank, 1, 3),
      fc.constantFrom('valid', 'same'),
      space(rank),
      rest,
    )
    .map(([kind, window, strides, padding, place, others]) =>
      spatialTrial(`${kind}Pooling${rank}D`, { pool_size: window, strides, padding }, place, 2, others),
    ),
  fc
    .tuple(fc.constantFrom('Max', 'Average'), fc.boolean(), space(rank), rest)
    .map(([kind, keepdims, place, others]) =>
      spatialTrial(`Global${kind}Pooling${rank}D`, { keepdims }, place, 2, others),
    ),
]);

const recurrent = fc
  .record({
    layer: fc.constantFrom('LSTM', 'GRU', 'SimpleRNN'),
    units: size(1, 3),
    flags: fc.record({
      use_bias: fc.boolean(),
      return_sequences: fc.boolean(),
      return_state: fc.boolean(),
      go_backwards: fc.boolean(),
    }),
    resetAfter: fc.boolean(),
    place: space(1, 1, 5),
    features: size(1, 3),
    masked: fc.boolean(),
    wrapped: fc.boolean(),
    mode: fc.constantFrom('concat', 'sum', 'mul', 'ave', null),
    rest,
  })
  .map(({ layer, units, flags, resetAfter, place, features, masked, wrapped, mode, rest: others }) => {
    const config = { units, ...flags, ...(layer === 'GRU' ? { reset_after: resetAfter } : {}) };
    const trial = { ...others, masked };
    if (!wrapped) return spatialTrial(layer, config, place, features, trial);
    // One that goes backwards itself has no other way back.
    const inner = { class_name: layer, config: { ...config, go_backwards: false } };
    return spatialTrial('Bidirectional', { layer: inner, merge_mode: mode }, place, features, trial);
  });

const reshaping = fc.oneof(
  fc
    .tuple(lists(2, 0, 2), space(1), rest)
    .map(([sides, place, others]) => spatialTrial('ZeroPadding1D', { padding: sides }, place, 2, others)),
  fc
    .tuple(lists(2, 0, 2), lists(2, 0, 1), space(2), rest)
    .map(([rows, columns, place, others]) =>
      spatialTrial('ZeroPadding2D', { padding: [rows, columns] }, place, 2, others),
    ),
  fc
    .tuple(lists(2, 0, 1), lists(2, 0, 1), space(2), rest)
    .map(([rows, columns, place, others]) =>
      spatialTrial('Cropping2D', { cropping: [rows, columns] }, place, 2, others),
    ),
  fc
    .tuple(size(1, 3), space(1), rest)
    .map(([factor, place, others]) => spatialTrial('UpSampling1D', { size: factor }, place, 2, others)),
  fc
    .tuple(lists(2, 1, 3), fc.constantFrom('nearest', 'bilinear'), space(2, 1, 4), rest)
    .map(([factors, interpolation, place, others]) =>
      spatialTrial('UpSampling2D', { size: factors, interpolation }, place, 2, others),
    ),
  fc.tuple(space(2), rest).map(([place, others]) => spatialTrial('Flatten', {}, place, 2, others)),
  fc
    .tuple(space(2), rest)
    .map(([place, others]) => spatialTrial('Reshape', { target_shape: [-1, 2] }, place, 4, others)),
  fc
    .tuple(space(2), rest)
    .map(([place, others]) => spatialTrial('Permute', { dims: [3, 1, 2] }, place, 2, others)),
);

const normalizing = fc.oneof(
  fc
    .tuple(fc.boolean(), fc.boolean(), fc.boolean(), space(2), rest)
    .map(([center, scale, training, place, others]) =>
      spatialTrial('BatchNormalization', { center, scale }, place, 2, {
        ...others,
        batch: others.batch + 1,
        training,
      }),
    ),
  fc
    .tuple(fc.boolean(), fc.boolean(), space(2), rest)
    .map(([center, scale, place, others]) =>
      spatialTrial('LayerNormalization', { center, scale }, place, 3, others),
    ),
  fc
    .tuple(fc.constantFrom(1, 2, 4, -1), space(2), rest)
    .map(([groups, place, others]) => spatialTrial('GroupNormalization', { groups }, place, 4, others)),
  fc
    .tuple(fc.constantFrom('RMSNormalization', 'UnitNormalization'), space(1), rest)
    .map(([layer, place, others]) => spatialTrial(layer, {}, place, 3, others)),
);

/** Two shapes that broadcast: some axes of one, some missing in front. */
const merging = fc
  .record({
    layer: fc.constantFrom('Add', 'Subtract', 'Multiply', 'Average', 'Maximum', 'Minimum', 'Divide'),
    sizes: lists(3, 1, 4),
    ones: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    missing: size(0, 2),
    rest,
  })
  .map(({ layer, sizes, ones, missing, rest: { batch: samples, seed: from } }): LayerTrial => {
    const names = ['A', 'B', 'C'];
    const second = names.map((name, axis) => (ones[axis] ? 1 : name)).slice(missing);
    const bound = Object.fromEntries(names.map((name, axis) => [name, sizes[axis]!]));
    return {
      layer,
      config: {},
      inputs: [{ shape: names }, { shape: second }],
      sizes: { ...bound, batch: samples },
      seed: from,
    };
  });

const regularizing = fc
  .tuple(
    fc.constantFrom('Dropout', 'SpatialDropout1D', 'GaussianDropout', 'GaussianNoise'),
    space(1),
    rest,
    fc.boolean(),
  )
  .map(([layer, place, others, training]) =>
    spatialTrial(layer, layer === 'GaussianNoise' ? { stddev: 0.3 } : { rate: 0.4 }, place, 3, {
      ...others,
      training,
    }),
  );

const others = fc.oneof(
  fc
    .tuple(space(1), rest)
    .map(([place, more]) => spatialTrial('Dense', { units: 3, activation: 'tanh' }, place, 2, more)),
  fc
    .tuple(space(1), rest)
    .map(([place, more]) =>
      spatialTrial(
        'TimeDistributed',
        { layer: { class_name: 'Dense', config: { units: 2 } } },
        place,
        3,
        more,
      ),
    ),
  fc
    .tuple(space(1), rest)
    .map(([place, more]) => spatialTrial('PReLU', { shared_axes: [1] }, place, 3, more)),
  fc.tuple(size(1, 5), rest).map(([time, more]): LayerTrial => ({
    layer: 'Embedding',
    config: { input_dim: 5, output_dim: 3 },
    inputs: [{ dtype: 'int32', shape: ['T'] }],
    sizes: { T: time, batch: more.batch },
    seed: more.seed,
  })),
  fc
    .tuple(size(1, 4), size(1, 4), fc.boolean(), rest)
    .map(([queries, values, use_causal_mask, more]): LayerTrial => ({
      layer: 'MultiHeadAttention',
      config: { num_heads: 2, key_dim: 2, use_causal_mask },
      inputs: [{ shape: ['Q', 3] }, { shape: ['V', 2] }],
      sizes: { Q: queries, V: values, batch: more.batch },
      seed: more.seed,
    })),
  fc
    .tuple(fc.constantFrom('SinePositionEncoding', 'PositionEmbedding'), space(1), rest)
    .map(([layer, place, more]) =>
      spatialTrial(layer, layer === 'PositionEmbedding' ? { max_length: 9 } : {}, place, 4, more),
    ),
);

describe.each([
  ['convolutions', fc.oneof(...convolutions), 60],
  ['pools', fc.oneof(...pools), 50],
  ['recurrent layers', recurrent, 60],
  ['reshaping layers', reshaping, 40],
  ['normalizations', normalizing, 30],
  ['merges', merging, 40],
  ['dropouts', regularizing, 15],
  ['other layers', others, 30],
] as const)('%s', (_, trials, runs) => {
  it('have the shapes of their rules and the gradients of finite differences', async () => {
    await fc.assert(
      fc.asyncProperty(trials, async (trial) => {
        expect(await tryLayer(trial)).toEqual([]);
      }),
      { numRuns: runs, seed: 20 },
    );
  });
});
