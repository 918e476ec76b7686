import type { ModelGraph } from '../../../graph/model-graph.ts';
import { classWeightedHeads, classWeightTable, type ClassWeightedHead } from '../../class-weights.ts';
import { call, layout, numberText, stringText } from '../../python/layout.ts';

/** How a script gives targets to `fit`: those of the only output, by the names of outputs, or in their order. */
export type TargetForm = 'only' | 'byOutput' | 'inOrder';

/** What a script needs where classes weigh something; empty where none do. */
export interface ClassWeightLines {
  readonly constants: readonly string[];
  readonly functions: readonly string[];
  /** What goes before `fit`. */
  readonly before: readonly string[];
  /** The argument of `fit`. */
  readonly argument: readonly string[];
}

/**
 * Class weights as `class_weight` of `fit` where Keras has that, for one class a sample of the only output; elsewhere
 * as weights of samples.
 * @param nameOf the key of a head among the targets
 */
export function classWeightLines(
  graph: ModelGraph,
  form: TargetForm,
  nameOf: (head: string) => string,
): ClassWeightLines {
  const weighted = classWeightedHeads(graph).map((each) => ({ ...each, head: nameOf(each.head) }));
  const [first] = weighted;
  if (!first) return { constants: [], functions: [], before: [], argument: [] };
  if (graph.heads.length === 1 && form === 'only' && !first.perEntry)
    return { constants: [], functions: [], before: [], argument: [plainArgument(first)] };
  const { validationSplit } = graph.training;
  const share =
    validationSplit > 0
      ? `1.0 if arguments.validation else 1.0 - ${numberText(validationSplit, true)}`
      : '1.0';
  const isOnly = form === 'only';
  const names = form === 'byOutput' ? 'model.output_names' : 'TARGETS';
  return {
    constants: layout('CLASS_WEIGHTS = ', classWeightTable(weighted)),
    functions: [classWeightsText, ...(isOnly ? [] : [sampleWeightsText])].flatMap((text) => [
      ...text.trimEnd().split('\n'),
      '',
      '',
    ]),
    // Keras reads weights by name wrongly where outputs are in a list.
    before: form === 'byOutput' ? ['    y = [y[name] for name in model.output_names]'] : [],
    argument: isOnly
      ? layout(
          'sample_weight=',
          call('class_weights', ['y', `CLASS_WEIGHTS[${stringText(first.head)}]`, share]),
          ',',
          '        ',
        )
      : layout('sample_weight=', call('sample_weights', ['y', names, share]), ',', '        '),
  };
}

function plainArgument({ weights }: ClassWeightedHead): string {
  const entries = weights.map((weight, index) => `${index}: ${numberText(weight, true)}`);
  return `        class_weight={${entries.join(', ')}},`;
}

const classWeightsText = `def class_weights(target, entry, share):
    """What the class of each target weighs; those behind the share that trains weigh 1."""
    if entry is None:
        return None if target is None else np.ones(len(target), "float32")
    (by_class, width), found = entry, target
    if width is not None and width > 1:
        found = target.argmax(-1)
    elif width == 1 and target.ndim > 1 and target.shape[-1] == 1:
        found = target[..., 0]
    found = np.floor(found + 0.5).astype("int64")
    count = len(by_class)
    found = np.where((found < 0) | (found >= count), count, found)
    weights = np.array([*by_class, 1.0], "float32")[found]
    weights[int(len(weights) * share) :] = 1.0
    return weights
`;

const sampleWeightsText = `def sample_weights(y, names, share):
    """What samples weigh in training, for each target."""
    return [
        class_weights(each, CLASS_WEIGHTS.get(name), share)
        for name, each in zip(names, y)
    ]
`;
