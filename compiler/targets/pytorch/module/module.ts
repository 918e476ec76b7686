import { visibleText } from '../../../diagnostics/visible-text.ts';
import type { ModelGraph } from '../../../graph/model-graph.ts';
import { trains } from '../../../graph/trains.ts';
import { snakeCase } from '../../../names/snake-case.ts';
import { flagTypeNames } from '../../python/flags.ts';
import { docstring } from '../../python/documentation.ts';
import { dictionary, list, stringText, tuple, type PythonExpression } from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';
import { PythonScope } from '../../python/names.ts';
import { importsOf, part, standardImports, type ProgramPart, type PythonImport } from '../../python/part.ts';
import { relaidOut } from '../../python/relayout.ts';
import { pythonMarker } from '../../python/marker.ts';
import type { HelperName } from '../ops/code.ts';
import { helperTexts, sharedText } from '../ops/helpers.ts';
import { statesText } from '../python/states-text.ts';
import { batchNormalizationText, weightsText } from '../python/weights-text.ts';
import { callbackNames } from './callbacks.ts';
import { modelClasses } from './model-class.ts';
import type { ModelClasses } from './model-classes.ts';
import { classWeightedHeads } from '../../class-weights.ts';
import { Unwritable } from './layer-class.ts';
import { preparationOf } from './preparation.ts';
import { trainingTexts } from './training.ts';
import { clippingGaps } from './updates.ts';

export interface PytorchOptions {
  /** The name of the model's file, for the first line. */
  readonly source: string;
  /** Where random numbers come from: PyTorch, or kmodel's own keys, which give the numbers of its engines. */
  readonly draws?: 'torch' | 'kmodel';
  /** Whether `forward` with `detailed=True` gives what every layer gives, as `tensor 3`. */
  readonly observed?: boolean;
}

/** A Python module that builds a model with PyTorch, and trains it. */
export interface PytorchModule {
  readonly text: string;
  readonly classes: ModelClasses;
  /** `create_text_qa` */
  readonly create: string;
}

/** Names at the top of a module, which nothing else there may have. */
const moduleNames = [
  ...[
    'torch',
    'nn',
    'F',
    'np',
    'math',
    'json',
    'pathlib',
    'argparse',
    'csv',
    'gzip',
    'os',
    'sys',
    'signal',
    'time',
    'distributed',
  ],
  ...[
    'WEIGHTS',
    'STATES',
    'INPUTS',
    'TARGETS',
    'RANKS',
    'with_rank',
    'DRAWS',
    'SHARE',
    'BatchNormalization',
    'Training',
    'main',
  ],
  ...['states_of', 'set_states', 'reset_states', 'place_of', 'UnevenBatches', 'require_samples'],
  ...[
    'read_tensors',
    'write_tensors',
    'save_weights',
    'weight_of',
    'load_weights',
    'batch_moments',
    'batch_mean',
    'all_sum',
  ],
  ...[
    'read_data',
    'read_array',
    'read_table',
    'score_all',
    'METRICS',
    'Widened',
    'parameter_of',
    'in_order',
    'mix',
    'join_processes',
    'read_samples',
    ...flagTypeNames,
    'read_checkpoint',
    'is_validated',
    'fit',
    'evaluate',
    'logs_of',
    'tell',
    'plain',
    'TURNS',
    'EVALUATION',
    'BATCHED',
    'permutation',
    'CLASS_WEIGHTS',
    'class_weights',
  ],
  ...['PRECISION', 'USUAL_SCALE', 'half_of', 'scale_of', 'in_single'],
  ...['HEADS', 'TABLE', 'COLUMNS', 'LABELS', 'MISSING', 'CLASSES', 'KNOWN', 'LEARNS', 'BEFORE', 'FITTED'],
  ...[
    'rows_of',
    'columns_of',
    'cell_of',
    'word_of',
    'number_of',
    'value_of',
    'date_of',
    'read_part',
    'read_header',
  ],
  ...[
    'learned_of',
    'prepare',
    'gaps_of',
    'filled',
    'targets_of',
    'class_of',
    'take_learned',
    'listed',
    'learn',
  ],
  ...[
    'stand_ins_of',
    'inputs_of',
    'moments_of',
    'boundaries_of',
    'bins_of',
    'compressed',
    'encode',
    'token_of',
  ],
  ...['Lookup', 'TextVectorization', 'Discretization', 'Hashing', 'HashedCrossing', 'joined', 'buckets'],
  ...[
    'sip_hash',
    'fingerprint',
    'fingerprint_long',
    'shifted',
    'turned',
    'paired',
    'LIMIT',
    'K0',
    'K1',
    'K2',
  ],
  ...['predict', 'columns_of_head', 'numbers_of', 'named_columns', 'datetime', 'io', 're', 'string'],
  ...Object.keys(helperTexts),
  ...callbackNames,
  'draw_keys',
  'UNPACKED',
];

/**
 * A model as one Python module: a class with named modules, a builder, and what trains it.
 * @throws Unwritable with all layers whose text depends on what they are used on, and optimizers that are not written
 */
export function pytorchModule(
  graph: ModelGraph,
  { source, draws = 'torch', observed = false }: PytorchOptions,
): PytorchModule {
  const helpers = new Set<HelperName>();
  const imports = new Set<PythonImport>();
  const visible = new PythonScope(undefined, moduleNames);
  const create = visible.claim(`create_${snakeCase(graph.name)}`);
  const file = {
    helper: (name: HelperName): string => {
      helpers.add(name);
      return name;
    },
    functional: (name: string): string => {
      imports.add('functional');
      return `F.${name}`;
    },
    drawsFreely: draws === 'torch',
    isObserved: observed,
    visible,
    claim: (wanted: string) => visible.claim(wanted),
  };
  const classes = writableClasses(graph, file);
  // The engines of kmodel bring weights of samples along themselves.
  const standsAlone = draws === 'torch';
  const weighted = standsAlone ? classWeightedHeads(graph) : [];
  const preparation = standsAlone ? preparationOf(graph) : undefined;
  const training = trainingTexts(graph, classes, file, {
    create,
    weighted,
    alone: standsAlone ? { preparation } : undefined,
  });
  if (classes.helpers.has('BatchNormalization')) helpers.add('batch_mean');
  if (helpers.has('next_key')) helpers.add('random_uniform');
  if (helpers.has('random_uniform')) helpers.add('next_key');
  const { className, helpers: layerHelpers } = classes;
  const blocks = [
    ...[...helpers].map((name) => helperTexts[name]),
    ...(layerHelpers.has('BatchNormalization') ? [batchNormalizationText] : []),
    ...classes.classes.map((text) => part(text)),
    builderOf(graph, create, className),
    part(weightTable(classes).join('\n')),
    weightsText(preparation !== undefined),
    ...(classes.states.length > 0
      ? [part([...stateTable(classes), '', '', statesText.text].join('\n'), ...statesText.imports)]
      : []),
    ...training.blocks,
  ];
  for (const each of importsOf(blocks)) imports.add(each);
  const body = blocks.map(({ text }) => text).join('\n\n\n');
  const head = [
    `${pythonMarker} from ${visibleText(source)}. To change the model, change that file.`,
    ...docstring(graph.doc, ''),
    '',
    ...importLines(imports),
    ...(training.constants.length > 0 ? ['', ...training.constants] : []),
    ...(imports.has('shared') ? ['', sharedText.trimEnd()] : []),
  ];
  const text = [head.join('\n'), body].join('\n\n\n');
  return { text: `${relaidOut(text.split('\n')).join('\n')}\n`, classes, create };
}

/** @throws Unwritable with all that cannot be written, of layers and of optimizers */
function writableClasses(graph: ModelGraph, file: Parameters<typeof modelClasses>[1]): ModelClasses {
  const clipping = trains(graph) ? clippingGaps(graph) : [];
  try {
    const classes = modelClasses(graph, file);
    if (clipping.length === 0) return classes;
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
    throw new Unwritable([...error.layers, ...clipping]);
  }
  throw new Unwritable(clipping);
}

/** The function that builds the model, and loads the weights that lie beside its file. */
function builderOf({ name }: ModelGraph, create: string, className: string): ProgramPart {
  const lines = [
    `def ${create}():`,
    `    """${name}, with the weights beside this file where there are any."""`,
    `    model = ${className}()`,
    '    weights = pathlib.Path(__file__).with_suffix(".safetensors")',
    '    if weights.exists():',
    '        load_weights(model, weights)',
    '    return model',
  ];
  return part(lines.join('\n'), 'pathlib');
}

function importLines(imports: ReadonlySet<PythonImport>): readonly string[] {
  return [
    ...standardImports(imports),
    '',
    'import numpy as np',
    'import torch',
    ...(imports.has('functional') ? ['import torch.nn.functional as F'] : []),
    imports.has('distributed') ? 'from torch import distributed, nn' : 'from torch import nn',
    ...(imports.has('distributed.nn') ? ['import torch.distributed.nn'] : []),
  ];
}

/** What layers keep from batch to batch, by kmodel's names. */
function stateTable({ states }: ModelClasses): readonly string[] {
  const entries = states.map(({ name, attribute }) => [name, stringText(attribute)] as const);
  return [
    '# Where each layer has what it keeps from batch to batch.',
    ...layout('STATES = ', dictionary(entries)),
  ];
}

/** Weights by kmodel's names: where they are here, and which of kmodel's axes each axis is. */
function weightTable({ weights }: ModelClasses): readonly string[] {
  const entries = weights.map(({ name, parameter, permutation }): PythonExpression => {
    const axes = permutation ? list(permutation.map(String)) : 'None';
    return { kind: 'pair', name: `${stringText(name)}: `, value: tuple([stringText(parameter), axes]) };
  });
  if (entries.length === 0) return ['WEIGHTS = {}'];
  return [
    '# Where each weight of kmodel is, and which of its axes the axes there are.',
    ...layout('WEIGHTS = ', { kind: 'brackets', head: '', open: '{', items: entries }),
  ];
}
