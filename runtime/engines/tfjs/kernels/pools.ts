import type { PlanBuilder, Slot, Lowerings } from '../plan-builder.ts';
import { sizeOf } from '../value.ts';
import { forEachTap } from './for-each-tap.ts';
import { geometryOf, type Geometry } from './geometry.ts';
import { addAll, sumTaps, tapsOf } from './taps.ts';

export const poolLowerings = {
  maxPool: (builder, [x], node) => {
    const shape = builder.sizes(node.outputs[0]!.shape);
    const geometry = geometryOf(builder, node.attributes, node.attributes.window, x!.shape, shape);
    if (!builder.device.sharesMemory) {
      const taps = tapsOf(builder, x!, geometry, -Infinity);
      return taps.reduce((a, b) => builder.kernel('Maximum', { a, b }, {}, shape));
    }
    const channels = shape.at(-1)!;
    return builder.host('maxPool', [x!], shape, 'float32', ([y], [entries]) => {
      y!.fill(-Infinity);
      forEachTap(geometry, shape[0]!, (source, _, place) => {
        const [from, to] = [source * channels, place * channels];
        for (let c = 0; c < channels; c++)
          if (entries![from + c]! > y![to + c]!) y![to + c] = entries![from + c]!;
      });
    });
  },

  maxPoolGradient: (builder, [x, y, dy], node) => {
    const geometry = geometryOf(builder, node.attributes, node.attributes.window, x!.shape, y!.shape);
    if (!builder.device.sharesMemory) return firstGreatestGradient(builder, x!, y!, dy!, geometry);
    const channels = y!.shape.at(-1)!;
    return builder.host(
      'maxPoolGradient',
      [x!, y!, dy!],
      x!.shape,
      'float32',
      ([dx], [entries, greatest, gradient]) => {
        dx!.fill(0);
        const given = new Uint8Array(greatest!.length);
        forEachTap(geometry, x!.shape[0]!, (source, _, place) => {
          const [from, to] = [source * channels, place * channels];
          for (let c = 0; c < channels; c++) {
            if (given[to + c] === 0 && entries![from + c] === greatest![to + c]) {
              given[to + c] = 1;
              dx![from + c]! += gradient![to + c]!;
            }
          }
        });
      },
    );
  },

  averagePool: (builder, [x], node) => {
    const shape = builder.sizes(node.outputs[0]!.shape);
    const geometry = geometryOf(builder, node.attributes, node.attributes.window, x!.shape, shape);
    const shares = sharesOf(builder, geometry);
    if (!builder.device.sharesMemory) {
      const sum = addAll(builder, tapsOf(builder, x!, geometry));
      return builder.kernel('Multiply', { a: sum, b: shares }, {}, shape);
    }
    const channels = shape.at(-1)!;
    const sum = builder.host('sumPool', [x!], shape, 'float32', ([y], [entries]) => {
      y!.fill(0);
      forEachTap(geometry, shape[0]!, (source, _, place) => {
        const [from, to] = [source * channels, place * channels];
        for (let c = 0; c < channels; c++) y![to + c]! += entries![from + c]!;
      });
    });
    return builder.kernel('Multiply', { a: sum, b: shares }, {}, shape);
  },

  averagePoolGradient: (builder, [dy], node) => {
    const shape = builder.sizes(node.attributes.inputShape);
    const geometry = geometryOf(builder, node.attributes, node.attributes.window, shape, dy!.shape);
    const shared = builder.kernel('Multiply', { a: dy!, b: sharesOf(builder, geometry) }, {}, dy!.shape);
    if (!builder.device.sharesMemory) {
      return sumTaps(builder, Array<Slot>(sizeOf(geometry.window)).fill(shared), geometry);
    }
    const channels = shape.at(-1)!;
    return builder.host('averagePoolGradient', [shared], shape, 'float32', ([dx], [gradient]) => {
      dx!.fill(0);
      forEachTap(geometry, shape[0]!, (source, _, place) => {
        const [to, from] = [source * channels, place * channels];
        for (let c = 0; c < channels; c++) dx![to + c]! += gradient![from + c]!;
      });
    });
  },
} satisfies Partial<Lowerings>;

/** One over the number of entries of each window that are not padding, [1, …output, 1]. */
function sharesOf(builder: PlanBuilder, geometry: Geometry): Slot {
  const shares = new Float32Array(sizeOf(geometry.output));
  forEachTap(geometry, 1, (_, __, place) => (shares[place]! += 1));
  shares.forEach((count, place) => (shares[place] = 1 / count));
  if (shares.every((share) => share === shares[0])) return builder.scalar(shares[0]!);
  return builder.constant('float32', [1, ...geometry.output, 1], shares);
}

/** Position by position: those that equal the greatest entry and come after none that does. */
function firstGreatestGradient(builder: PlanBuilder, x: Slot, y: Slot, dy: Slot, geometry: Geometry): Slot {
  let open: Slot | undefined;
  const taps = tapsOf(builder, x, geometry, -Infinity).map((tap) => {
    const equal = builder.kernel('Equal', { a: tap, b: y }, {}, y.shape, 'bool');
    const first = open ? builder.kernel('LogicalAnd', { a: equal, b: open }, {}, y.shape, 'bool') : equal;
    const others = builder.kernel('LogicalNot', { x: equal }, {}, y.shape, 'bool');
    open = open ? builder.kernel('LogicalAnd', { a: open, b: others }, {}, y.shape, 'bool') : others;
    const mask = builder.kernel('Cast', { x: first }, { dtype: 'float32' }, y.shape);
    return builder.kernel('Multiply', { a: dy, b: mask }, {}, y.shape);
  });
  return sumTaps(builder, taps, geometry);
}
