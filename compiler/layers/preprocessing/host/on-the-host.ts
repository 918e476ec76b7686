/**
 * Stands where the lowering of a layer would that runs before the graph.
 * @throws Error always: no graph holds such a layer
 */
export function onTheHost(): never {
  throw new Error('A layer that runs before the graph was to be lowered.');
}
