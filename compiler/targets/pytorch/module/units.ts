import type { GroupName, LayerCall, LayerInstance, ModelGraph } from '../../../graph/model-graph.ts';

/** What runs inside a module: a layer, or a module that it contains. */
export type Item =
  | { readonly kind: 'call'; readonly call: LayerCall }
  | {
      readonly kind: 'unit';
      readonly key: string;
      readonly group: GroupName;
      readonly calls: readonly LayerCall[];
    };

/** Thrown where a block cannot be a module of its own: its layers then belong to what is around it. */
export class NotAUnit extends Error {
  readonly key: string;

  constructor(key: string) {
    super(key);
    this.key = key;
  }
}

/** The groups around a layer that are modules, each with its key. */
export function groupsOf(
  { path }: LayerInstance,
  flattened: ReadonlySet<string>,
): readonly { readonly key: string; readonly group: GroupName }[] {
  return path
    .map((group, index) => ({
      group,
      key: path
        .slice(0, index + 1)
        .map(({ name }) => name)
        .join('/'),
    }))
    .filter(({ key }) => !flattened.has(key));
}

/**
 * Calls as what stands directly in a module, in order.
 * @param depth how many groups are around
 * @throws NotAUnit where the uses of a shared block differ, or are mixed with others
 */
export function itemsOf(
  graph: ModelGraph,
  calls: readonly LayerCall[],
  depth: number,
  flattened: ReadonlySet<string>,
): readonly Item[] {
  const items: Item[] = [];
  const sequences = new Map<string, string>();
  let run: LayerCall[] = [];
  const groupOf = (call: LayerCall) => groupsOf(graph.layers[call.layer]!, flattened)[depth];
  const close = (): void => {
    if (run.length === 0) return;
    const { key, group } = groupOf(run[0]!)!;
    for (const chunk of usesOf(run, key)) {
      const sequence = chunk.map(({ layer }) => layer).join();
      if ((sequences.get(key) ?? sequence) !== sequence) throw new NotAUnit(key);
      sequences.set(key, sequence);
      items.push({ kind: 'unit', key, group, calls: chunk });
    }
    run = [];
  };
  for (const call of calls) {
    const found = groupOf(call);
    if (run.length > 0 && found?.key !== groupOf(run[0]!)!.key) close();
    if (found) run.push(call);
    else items.push({ kind: 'call', call });
  }
  close();
  return items;
}

/** The uses of one block that follow each other: each calls the same layers. */
function usesOf(run: readonly LayerCall[], key: string): readonly (readonly LayerCall[])[] {
  const counts = new Map<number, number>();
  for (const { layer } of run) counts.set(layer, (counts.get(layer) ?? 0) + 1);
  const uses = Math.min(...counts.values());
  const length = run.length / uses;
  if (!Number.isInteger(length)) throw new NotAUnit(key);
  const chunks = Array.from({ length: uses }, (_, index) => run.slice(index * length, (index + 1) * length));
  const [first] = chunks.map((chunk) => chunk.map(({ layer }) => layer).join());
  if (chunks.some((chunk) => chunk.map(({ layer }) => layer).join() !== first)) throw new NotAUnit(key);
  return chunks;
}
