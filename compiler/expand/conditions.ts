import type { Place } from '../diagnostics/place.ts';
import { moduloSize, sizeBounds, sizesEqual, sizeText, unknownSize, type Size } from '../shapes/size.ts';
import { mayBeEqual } from '../shapes/may-be-equal.ts';
import type { BuiltLayer } from './graph-builder.ts';
import type { Site } from './site.ts';

/** What a layer's shape rule calls to state conditions; they are kept only if the call succeeds. */
export function conditionSink(site: Site, layer: BuiltLayer, place: Place) {
  let hasFailed = false;
  let takenSizes = 0;
  return {
    requireEqual(left: Size, right: Size): void {
      if (!requireEqual(site, layer, left, right, place)) hasFailed = true;
    },
    requireDivisible(size: Size, divisor: number): void {
      if (!requireDivisible(site, layer, size, divisor, place)) hasFailed = true;
    },
    freshSize(): Size {
      takenSizes++;
      return unknownSize(`tensor ${site.frame.builder.tensors.length}`);
    },
    /** True where the result has sizes of its own, which no other use shares. */
    hasFreshSizes: () => takenSizes > 0,
    /** True, after a report, where a condition can never hold. */
    failed: () => hasFailed,
  };
}

/** Keeps "these are equal", unless that is certain either way; false, after a report, where they never are. */
export function requireEqual(
  site: Site,
  layer: BuiltLayer | undefined,
  left: Size,
  right: Size,
  place: Place,
): boolean {
  if (sizesEqual(left, right)) return true;
  if (mayBeEqual(left, right)) {
    site.frame.builder.conditions.push({ kind: 'equal', left, right, layer, place });
    return true;
  }
  const values = {
    layer: layer?.declaration.name ?? 'This',
    left: `\`${sizeText(left)}\``,
    right: `\`${sizeText(right)}\``,
  };
  site.context.report('KM3002', 'default', values, place);
  return false;
}

function requireDivisible(site: Site, layer: BuiltLayer, size: Size, divisor: number, place: Place): boolean {
  const rest = moduloSize(size, divisor);
  if (rest === 0) return true;
  if (typeof rest !== 'number' && sizeBounds(rest).low <= 0) {
    site.frame.builder.conditions.push({ kind: 'divisible', size, divisor, layer, place });
    return true;
  }
  const values = { layer: layer.declaration.name, divisor, size: `\`${sizeText(size)}\`` };
  site.context.report('KM3002', 'divisible', values, place);
  return false;
}

/** Keeps "this is 1 or more", unless that is certain; false where it never is. */
export function requireAtLeastOne(site: Site, layer: BuiltLayer, size: Size, place: Place): boolean {
  const { low, high } = sizeBounds(size);
  if (low >= 1) return true;
  if (high < 1) return false;
  site.frame.builder.conditions.push({ kind: 'atLeast', size, minimum: 1, layer, place });
  return true;
}
