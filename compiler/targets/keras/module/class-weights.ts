import type { ModelGraph } from '../../../graph/model-graph.ts';
import { classWeightedHeads, classWeightTable, type ClassWeightedHead } from '../../class-weights.ts';
import {
  call,
  list,
  numbered,
  numberText,
  stringText,
  type PythonExpression,
} from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';

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
    return {
      ...{ constants: [], functions: [], before: [] },
      argument: layout('class_weight=', weightsByNumber(first), ',', '        '),
    };
  const { validationSplit } = graph.training;
  const share =
    validationSplit > 0
      ? `1.0 if arguments.validation else 1.0 - ${numberText(validationSplit, true)}`
      : '1.0';
  const isOnly = form === 'only';
  const names = form === 'byOutput' ? 'model.output_names' : 'TARGETS';
  return {
    constants: layout('CLASS_WEIGHTS = ', classWeightTable(weighted)),
    functions: functionLines([classWeightsText, ...(isOnly ? [] : [sampleWeightsText])]),
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

/**
 * Class weights of a module without a script, which a program that trains its model gives to `fit`; a comment says
 * how. Where Keras has no `class_weight`, targets come as a list in the order of the outputs.
 */
export function classWeightParts(
  graph: ModelGraph,
  outputs: readonly string[],
): Pick<ClassWeightLines, 'constants' | 'functions'> {
  const weighted = classWeightedHeads(graph);
  const [first] = weighted;
  if (!first) return { constants: [], functions: [] };
  if (outputs.length === 1 && !first.perEntry)
    return {
      constants: [
        '# What the classes weigh: model.fit(x, y, class_weight=CLASS_WEIGHTS).',
        ...layout('CLASS_WEIGHTS = ', weightsByNumber(first)),
      ],
      functions: [],
    };
  const { validationSplit } = graph.training;
  const share = validationSplit > 0 ? `1.0 - ${numberText(validationSplit, true)}` : '1.0';
  const isOnly = outputs.length === 1;
  const made = isOnly
    ? `class_weights(y, CLASS_WEIGHTS[${stringText(first.head)}], ${share})`
    : `sample_weights(y, HEADS, ${share})`;
  return {
    constants: [
      `# What the classes weigh: model.fit(x, y, sample_weight=${made}).`,
      ...(isOnly ? [] : layout('HEADS = ', list(graph.heads.map(({ name }) => stringText(name))))),
      ...layout('CLASS_WEIGHTS = ', classWeightTable(weighted)),
    ],
    functions: functionLines([classWeightsText, ...(isOnly ? [] : [sampleWeightsText])]),
  };
}

function weightsByNumber({ weights }: ClassWeightedHead): PythonExpression {
  return numbered(weights.map((weight) => numberText(weight, true)));
}

/** Functions, each with two empty lines behind it. */
function functionLines(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => [...text.trimEnd().split('\n'), '', '']);
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
