/**
 * For an entry of a tensor its place in one without some of the axes, both row by row: where a tensor that repeats along
 * them has it, and where what is joined along them goes.
 * @param shape of the tensor with all axes
 * @param isLeftOut whether an axis is not there, or has one entry
 */
export function placeWithout(
  shape: readonly number[],
  isLeftOut: (axis: number) => boolean,
): (index: number) => number {
  return (index) => {
    let [rest, place, stride] = [index, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis]!;
      const at = rest % size;
      rest = (rest - at) / size;
      if (isLeftOut(axis)) continue;
      place += at * stride;
      stride *= size;
    }
    return place;
  };
}
