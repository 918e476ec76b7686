import type { ModelOrigin } from '../../../check/compile.ts';
import { visibleText } from '../../../diagnostics/visible-text.ts';
import type { ModelGraph } from '../../../graph/model-graph.ts';
import { snakeCase } from '../../../names/snake-case.ts';
import { buildProgram } from '../../program/build.ts';
import type {
  ModelProgram,
  ProgramFunction,
  ProgramInput,
  ProgramParameter,
  Variable,
} from '../../program/program.ts';
import { dataReader } from '../../python/data-reader.ts';
import { comments, docstring } from '../../python/documentation.ts';
import {
  call,
  flat,
  keyword,
  list,
  stringText,
  tuple,
  type PythonExpression,
} from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';
import { standardImports, type PythonImport } from '../../python/part.ts';
import { pythonMarker } from '../../python/marker.ts';
import { PythonScope } from '../../python/names.ts';
import { withAlignedRanks } from '../aligned-ranks.ts';
import { ownDefinitions, type OwnDefinitions, type OwnMisfit } from '../own/definitions.ts';
import { addedLosses, type AddedLosses } from './added-losses.ts';
import { customLayers, needsNumpy } from './custom-layers.ts';
import { resultText, statementLines, tensorText, type StatementContext } from './statements.ts';
import { preparesData } from '../../prepares-data.ts';
import { keepsStates } from '../../../graph/stateful.ts';
import { flagTypeNames, flagTypes } from '../../python/flags.ts';
import { trains } from '../../../graph/trains.ts';
import { classWeightParts, type ClassWeightLines } from './class-weights.ts';
import { termLogs, termLogsName, termLogsText } from './term-logs.ts';
import { compileLines, dataNames, mainLines } from './training.ts';
import { statesNames, statesText } from './states-text.ts';
import { turnLines } from './turns.ts';
import { turnsText } from './turns-text.ts';
import { valueText } from './values.ts';

/** True for objectives, and targets that the model has itself: only what is written out layer by layer has them. */
function hasAdded({ heads, objectives = [] }: ModelGraph): boolean {
  return objectives.length > 0 || heads.some(({ targetTensor }) => targetTensor !== undefined);
}

/** Names of a module that its functions read: their own names must not hide them. */
const readNames = [
  'keras',
  'layers',
  'math',
  'np',
  'numbering',
  'ops',
  'pathlib',
  ...Object.keys(customLayers),
  ...['InTurns', 'Turn', 'optimizers_by_layer', 'rows_of'],
  ...statesNames,
];

/** Names at the top of a module, which nothing else there may have. */
const moduleNames = [
  ...readNames,
  ...['Backup', 'argparse', 'csv', 'gzip', 'json', 'main', 'shutil', 'INPUTS', 'TARGETS'],
  ...['print_epoch', 'read_array', 'read_data', 'read_samples', 'read_table', 'rename_targets'],
  'value_of',
  ...flagTypeNames,
  ...[termLogsName, 'CLASS_WEIGHTS', 'HEADS', 'class_weights', 'sample_weights'],
];

/** A module, and what of it belongs to files beside it. */
export interface KerasModule {
  readonly text: string;
  /** What the text declares and Python cannot say. */
  readonly problems: readonly OwnMisfit[];
  /** The class that the module has for a layer of the text. */
  readonly classOf: OwnDefinitions['classOf'];
}

/**
 * A Python module that builds, compiles and trains a model with Keras 3. One that reads words, fills in what is missing
 * or learns before training has no script: what it does with data is not Keras's. Its class weights stand there for
 * the program that trains.
 * @param origin the text behind the graph, whose structure the module then keeps
 * @param source the name of the model's file, for the first line
 */
export function kerasModule(graph: ModelGraph, origin: ModelOrigin | undefined, source: string): KerasModule {
  return new ModuleWriter(graph, origin, source).write();
}

class ModuleWriter {
  private readonly graph: ModelGraph;
  private readonly program: ModelProgram;
  private readonly own: OwnDefinitions;
  private readonly source: string;
  /** What functions see of the module. */
  private readonly visible = new PythonScope(undefined, readNames);
  private readonly scope = new PythonScope(undefined, moduleNames);
  private readonly functions = new Map<
    ProgramFunction,
    { readonly name: string; readonly scope: PythonScope }
  >();
  private readonly custom = new Set<string>();
  private readonly numbers = new Set<Variable>();
  private readonly turns = new Set<keyof typeof turnsText>();
  private usesMath = false;

  constructor(model: ModelGraph, origin: ModelOrigin | undefined, source: string) {
    const graph = withAlignedRanks(model);
    this.graph = graph;
    this.source = source;
    this.own = ownDefinitions(
      graph,
      (wanted) => this.claim(wanted, ''),
      (name) => this.ops(name),
    );
    const isStructured = this.own.isStructured && !hasAdded(graph) && graph === model;
    this.program = buildProgram(graph, isStructured ? origin : undefined);
  }

  write(): KerasModule {
    const { problems, classOf } = this.own;
    return { text: problems.length > 0 ? '' : this.text(), problems, classOf };
  }

  private text(): string {
    const { graph, program } = this;
    const create = this.claim(`create_${snakeCase(graph.name)}`);
    const constants = program.constants.map(({ variable, doc, value }) => {
      const context = this.context(this.visible);
      this.visible.give(variable, this.claim(variable.name));
      return [...comments(doc, ''), ...layout(`${context.name(variable)} = `, valueText(value, context))];
    });
    const functions = program.functions.map((each) => this.functionLines(each));
    const { lines: model, outputs, terms } = this.modelLines(create);
    const isTrained = trains(graph) && !preparesData(graph);
    const { inputs, targets } = dataNames(graph);
    // Turns have logs of their own.
    const isWhole = (graph.training.steps ?? []).length === 0;
    const logs = isTrained && isWhole ? termLogs(graph, outputs, terms) : undefined;
    this.usesOperations ||= logs !== undefined;
    const main = isTrained ? mainLines(graph, create, outputs, this.context(this.visible), logs) : undefined;
    // What a training in turns lacks is told as a gap.
    const isAlone = !main && (graph.training.steps ?? []).length === 0;
    const weights = isAlone ? classWeightParts(graph, outputs) : { constants: [], functions: [] };
    const counts = program.counts || program.functions.some((each) => each.counts);
    const names = main
      ? [...layout('INPUTS = ', inputs), ...layout('TARGETS = ', targets), ...main.constants]
      : weights.constants;
    const blocks = [
      ...[...this.custom].map((name) => customLayers[name]!.trimEnd().split('\n')),
      ...[...this.turns].map((name) => turnsText[name].trimEnd().split('\n')),
      ...(keepsStates(graph) ? [statesText.trimEnd().split('\n')] : []),
      ...(logs === undefined ? [] : [termLogsText.trimEnd().split('\n')]),
      ...this.own.texts,
      ...(counts ? [numbering.trimEnd().split('\n')] : []),
      ...functions,
      model,
      ...(main ? [dataReader.text.split('\n'), flagTypes.text.split('\n'), main.functions] : []),
      ...(weights.functions.length > 0 ? [weights.functions.slice(0, -2)] : []),
    ];
    const head = [
      ...this.header(isTrained, weights),
      ...constants.flat(),
      ...(constants.length > 0 && names.length > 0 ? [''] : []),
      ...names,
    ];
    return `${[head, ...blocks].map((lines) => lines.join('\n')).join('\n\n\n')}\n`;
  }

  /** A name at the top of the module, which its functions see. */
  private claim(wanted: string, joint?: string): string {
    const name = this.scope.claim(wanted, joint);
    this.visible.claim(name);
    return name;
  }

  private header(
    isTrained: boolean,
    weights: Pick<ClassWeightLines, 'constants' | 'functions'>,
  ): readonly string[] {
    const usesNumpy =
      isTrained ||
      weights.functions.length > 0 ||
      this.turns.has('InTurns') ||
      [...this.custom].some((name) => needsNumpy.includes(name));
    const imports = new Set<PythonImport>([
      'pathlib',
      ...(isTrained ? ([...dataReader.imports, 'argparse', 'shutil'] as const) : []),
      ...(this.usesMath ? (['math'] as const) : []),
    ]);
    return [
      `${pythonMarker} from ${visibleText(this.source)}. To change the model, change that file.`,
      ...docstring(this.program.doc, ''),
      '',
      ...standardImports(imports),
      '',
      'import keras',
      ...(usesNumpy ? ['import numpy as np'] : []),
      this.usesOperations || keepsStates(this.graph) || this.custom.size > 0
        ? 'from keras import layers, ops'
        : 'from keras import layers',
      ...(isTrained || weights.constants.length > 0 || this.program.constants.length > 0 ? [''] : []),
    ];
  }

  private usesOperations = false;

  /** A function of `keras.ops`, which the module then imports. */
  private ops(name: string): string {
    this.usesOperations = true;
    return `ops.${name}`;
  }

  private context(scope: PythonScope, numbered = 'numbered'): StatementContext {
    return {
      scope,
      numbered,
      name: (variable) => scope.name(variable),
      useMath: () => (this.usesMath = true),
      ops: (name) => this.ops(name),
      layerClass: (declaration, layer) => {
        const own = this.own.layerClass(declaration, layer);
        if (own) return own;
        return { name: this.customClass(declaration.name) ?? `layers.${declaration.name}` };
      },
      numbers: this.numbers,
      customClass: (name) => this.customClass(name)!,
      turning: (name) => {
        this.turns.add(name);
        if (name === 'InTurns') this.usesMath = true;
        return name;
      },
      ownComponent: (value) => this.own.component(value),
      functionName: (wanted) => this.functions.get(wanted)!.name,
      parameterName: (wanted, parameter) => this.functions.get(wanted)!.scope.name(parameter),
    };
  }

  /** The name of a class that the module then brings along; undefined for those of Keras. */
  private customClass(name: string): string | undefined {
    if (!Object.hasOwn(customLayers, name)) return undefined;
    this.custom.add(name);
    return name;
  }

  private functionLines(made: ProgramFunction): readonly string[] {
    const name = this.claim(snakeCase(made.variable.name));
    const scope = new PythonScope(this.visible, ['name', 'numbered']);
    this.functions.set(made, { name, scope });
    const context = this.context(scope);
    const inputs = made.inputs.map((input) => scope.name(input));
    const parameters = parameterTexts(made.parameters, context);
    const body = [
      ...docstring(made.doc, '    '),
      ...(made.counts ? ['    numbered = numbering()'] : []),
      ...statementLines(made.body, context, '    '),
      ...layout('return ', resultText(made.result, context), '', '    '),
    ];
    return [...layout(`def `, call(name, [...inputs, ...parameters, '*', 'name']), ':'), ...body];
  }

  /** The function that builds the model, and the names of the outputs in Keras. */
  private modelLines(create: string): {
    readonly lines: readonly string[];
    readonly outputs: readonly string[];
    readonly terms: AddedLosses['terms'];
  } {
    const { graph, program } = this;
    const keeps = keepsStates(graph);
    const scope = new PythonScope(this.visible, [
      ...['model', 'numbered', 'weights'],
      ...(keeps ? ['batch_size'] : []),
    ]);
    const context = this.context(scope);
    const parameters = [
      ...parameterTexts(program.parameters, context),
      ...(keeps ? [`batch_size=${graph.training.batchSize}`] : []),
    ];
    const inputs = program.inputs.flatMap((input) => this.inputLines(input, context));
    const statements = statementLines(program.body, context, '    ');
    const names = this.outputNames();
    const outputs = program.heads.map(({ value }) => flat(tensorText(value, context)));
    const entering = oneOrAll(program.inputs.map(({ variable }) => scope.name(variable)));
    const added = addedLosses(graph, program, { outputs, names }, context);
    const turned = { graph, program, inputs: entering, outputs, names, whole: added.names };
    const turns = turnLines(turned, context);
    const isTurned = (graph.training.steps ?? []).length > 0;
    const made = call(isTurned ? context.turning('InTurns') : 'keras.Model', [
      keyword('inputs', entering),
      keyword('outputs', oneOrAll(added.outputs)),
      keyword('name', stringText(graph.name)),
    ]);
    const lines = [
      ...layout('def ', call(create, parameters), ':'),
      ...docstring(`${graph.name}, with the weights beside this file where there are any.`, '    '),
      ...(graph.training.precision === 'float32'
        ? []
        : [`    keras.config.set_dtype_policy(${stringText(graph.training.precision)})`]),
      ...(keeps ? ['    require_states()'] : []),
      ...(program.counts ? ['    numbered = numbering()'] : []),
      ...inputs,
      ...statements,
      ...turns.models,
      ...added.lines,
      ...layout('model = ', made, '', '    '),
      ...compileLines(graph, added.names, context),
      ...turns.taken,
      '    weights = pathlib.Path(__file__).with_suffix(".weights.h5")',
      '    if weights.exists():',
      '        model.load_weights(weights)',
      '    return model',
    ];
    return { lines, outputs: added.names, terms: added.terms };
  }

  private inputLines({ input, variable, shape }: ProgramInput, context: StatementContext): readonly string[] {
    const { dtype } = this.graph.tensors[input.tensor]!;
    const sizes = shape.map((size) => (size ? valueText(size, context) : 'None'));
    const made = call('keras.Input', [
      keyword('shape', tuple(sizes)),
      ...(keepsStates(this.graph) ? [keyword('batch_size', 'batch_size')] : []),
      ...(dtype === 'float32' ? [] : [keyword('dtype', stringText(dtype))]),
      keyword('name', stringText(input.name)),
    ]);
    return [...comments(input.doc, '    '), ...layout(`${context.name(variable)} = `, made, '', '    ')];
  }

  /** The names of the layers that make the heads. */
  private outputNames(): readonly string[] {
    const makers = new Map<number, string>();
    for (const { name, tensor } of this.graph.inputs) makers.set(tensor, name);
    for (const { layer, outputs } of this.graph.calls)
      for (const output of outputs) makers.set(output, this.graph.layers[layer]!.name);
    return this.graph.heads.map(({ tensor }) => makers.get(tensor)!);
  }
}

function parameterTexts(
  parameters: readonly ProgramParameter[],
  context: StatementContext,
): readonly PythonExpression[] {
  // Those without default stand first, as Python wants them.
  const ordered = [
    ...parameters.filter(({ initial }) => !initial),
    ...parameters.filter(({ initial }) => initial),
  ];
  const names = new Map(ordered.map(({ variable }) => [variable, context.name(variable)]));
  return ordered.map(({ variable, initial }) => {
    const name = names.get(variable)!;
    return initial ? `${name}=${flat(valueText(initial, context))}` : name;
  });
}

function oneOrAll(items: readonly PythonExpression[]): PythonExpression {
  return items.length === 1 ? items[0]! : list(items);
}

/** Counts names while a program runs, as kmodel does: the first stands alone, others get a number. */
const numbering = `def numbering():
    """Counts names of layers: the first stands alone, others get a number."""
    counts = {}

    def numbered(name):
        count = counts.get(name, 0)
        counts[name] = count + 1
        return name if count == 0 else f"{name}_{count}"

    return numbered
`;
