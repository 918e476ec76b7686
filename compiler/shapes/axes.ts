/**
 * Keras numbers axes with the batch axis as 0. The place of such an axis in a sample's shape of `rank` axes, or
 * undefined where it has none (the batch axis included).
 */
export function sampleAxis(axis: number, rank: number): number | undefined {
  const place = axis < 0 ? axis + rank : axis - 1;
  return place >= 0 && place < rank ? place : undefined;
}

/** Places of several axes, ascending, or undefined where one has none or two are the same. */
export function sampleAxes(axes: number | readonly number[], rank: number): readonly number[] | undefined {
  const places = (typeof axes === 'number' ? [axes] : axes).map((axis) => sampleAxis(axis, rank));
  if (places.some((place) => place === undefined) || new Set(places).size < places.length) return undefined;
  return (places as number[]).sort((a, b) => a - b);
}

/** What is said where `sampleAxes` finds none. */
export function axesMessage(argument: string, axes: number | readonly number[], rank: number): string {
  const wanted = typeof axes === 'number' ? 'an axis' : 'different axes';
  return `\`${argument}\` must name ${wanted} of {input}, which has axes 1 to ${rank}.`;
}
