import type { GraphHead, GraphInput, ModelGraph } from '../graph/model-graph.ts';
import { refusedEntries } from '../graph/refused-entries.ts';
import { sampleAxis } from '../shapes/axes.ts';
import type { CellRule } from './cell-rule.ts';

const int32 = { low: -(2 ** 31), high: 2 ** 31 - 1 };

/** What the cells of an input's columns must be. */
export function inputRule(graph: ModelGraph, input: GraphInput): CellRule {
  const { dtype, shape } = graph.tensors[input.tensor]!;
  const gaps = input.missing !== undefined;
  if (dtype === 'string') return { kind: 'words', gaps, refused: refusedEntries(graph, input) };
  // A path or a list in one cell may be an image.
  if (shape.length > 1) return { kind: 'anything' };
  const base = { kind: 'numbers', gaps, except: undefined, help: undefined } as const;
  if (input.indexRange) {
    const { below, layer } = input.indexRange;
    const high = below - 1;
    return {
      ...base,
      whole: true,
      low: 0,
      high,
      wanted: `takes whole numbers from 0 to ${high}, for ${layer}`,
    };
  }
  switch (dtype) {
    case 'int32':
    case 'int64':
      return { ...base, whole: true, ...int32, wanted: 'takes whole numbers' };
    case 'uint8':
      return { ...base, whole: true, low: 0, high: 255, wanted: 'takes whole numbers from 0 to 255' };
    case 'bool':
      return { ...base, whole: true, low: 0, high: 1, wanted: 'takes 0 and 1' };
    default:
      return { ...base, whole: false, low: -Infinity, high: Infinity, wanted: 'takes numbers' };
  }
}

/** What the cells of a head's columns must be. */
export function headRule(graph: ModelGraph, head: GraphHead): CellRule {
  const { target, loss, metrics } = head;
  if (head.classes) return { kind: 'labels', classes: head.classes };
  if (!target || target.shape.length > 1) return { kind: 'anything' };
  const help = 'Say `classes: ["…", "…"]` behind the head where its labels are words.';
  const base = { kind: 'numbers', gaps: false, except: undefined } as const;
  if (target.dtype === 'int32') {
    const { shape } = graph.tensors[head.tensor]!;
    const axis = typeof loss?.args.axis === 'number' ? loss.args.axis : -1;
    const classes = shape[sampleAxis(axis, shape.length) ?? shape.length - 1];
    const high = typeof classes === 'number' ? classes - 1 : int32.high;
    const ignored = loss?.args.ignore_class;
    const except = typeof ignored === 'number' ? ignored : undefined;
    return { ...base, whole: true, low: 0, high, except, help, wanted: `has classes from 0 to ${high}` };
  }
  const ranges = [loss, ...metrics].flatMap((each) => {
    const range = each?.declaration.targetRange?.(each.args);
    return range ? [{ ...range, taker: each!.alias ?? each!.name }] : [];
  });
  const [range] = ranges;
  if (!range)
    return {
      ...base,
      whole: false,
      low: -Infinity,
      high: Infinity,
      help: 'A head with a regression loss takes numbers.',
      wanted: 'takes numbers',
    };
  const { low, high, whole = false, except, taker } = range;
  const wanted = `takes ${whole ? 'whole numbers' : 'numbers'} from ${low} to ${high}, for ${taker}`;
  return { ...base, whole, low, high, except: except ?? undefined, help, wanted };
}
