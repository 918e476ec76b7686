import { backupText } from './backup-text.ts';
import { withLossScale } from '../../../components/optimizers/loss-scale-optimizer.ts';
import { keepsStates } from '../../../graph/stateful.ts';
import { trains } from '../../../graph/trains.ts';
import type { ComponentValue } from '../../../declarations/values.ts';
import { watchedMode } from '../../../graph/logged-values.ts';
import { fitArguments, fitArgumentText } from '../../../graph/fit-arguments.ts';
import type { GraphHead, ModelGraph, TrainingStep } from '../../../graph/model-graph.ts';
import { hasDefaultArguments } from '../../default-arguments.ts';
import { settledValue } from '../../program/values.ts';
import {
  call,
  dictionary,
  keyword,
  list,
  numberText,
  stringText,
  tuple,
  type PythonExpression,
} from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';
import type { StatementContext } from './statements.ts';
import { classWeightLines, type ClassWeightLines } from './class-weights.ts';
import { valueText, type ValueContext } from './values.ts';

/** `model.compile(…)`; nothing for a model without any loss. */
export function compileLines(
  graph: ModelGraph,
  outputs: readonly string[],
  context: StatementContext,
  compiled = 'model',
): readonly string[] {
  const { heads, training } = graph;
  if (!trains(graph)) return [];
  const isAimed = (head: GraphHead): boolean => head.loss !== null && head.targetTensor === undefined;
  const byOutput = (values: readonly (PythonExpression | undefined)[]): PythonExpression => {
    if (values.length === 1) return values[0]!;
    if (new Set(outputs).size < outputs.length) return list(values.map((value) => value ?? 'None'));
    return dictionary(
      values.flatMap((value, index) => (value === undefined ? [] : [[outputs[index]!, value]])),
    );
  };
  // Keras wants an entry for each output, also for one without loss.
  const orNone = (values: readonly (PythonExpression | undefined)[]): readonly PythonExpression[] =>
    values.map((value) => value ?? 'None');
  const losses = heads.map((head) => (isAimed(head) ? named(head.loss!, context) : undefined));
  // Metrics that the text declares weigh samples as its losses do; Keras's own do so where they are asked to.
  const metricsOf = (isWeighted: boolean): readonly (PythonExpression | undefined)[] =>
    heads.map((head) => {
      const own = head.metrics.filter(
        ({ declaration, weighted }) => (weighted ?? declaration.own ?? false) === isWeighted,
      );
      return own.length > 0 ? list(own.map((metric) => named(metric, context))) : undefined;
    });
  const [metrics, weightedMetrics] = [metricsOf(false), metricsOf(true)];
  const isGiven = (values: readonly unknown[]): boolean => values.some((each) => each !== undefined);
  const weights = heads.map((head) => (isAimed(head) ? numberText(head.weight, true) : undefined));
  const settings = [
    keyword('optimizer', optimizerText(training, context)),
    ...(isGiven(losses) ? [keyword('loss', byOutput(orNone(losses)))] : []),
    ...(heads.some((head) => isAimed(head) && head.weight !== 1)
      ? [keyword('loss_weights', byOutput(orNone(weights)))]
      : []),
    ...(isGiven(metrics) ? [keyword('metrics', byOutput(metrics))] : []),
    ...(isGiven(weightedMetrics) ? [keyword('weighted_metrics', byOutput(weightedMetrics))] : []),
  ];
  return layout('', call(`${compiled}.compile`, settings), '', '    ');
}

/** The optimizer, or one that gives parts of the model those of their own. */
function optimizerText(
  { optimizer, lossScaling, parts = [] }: Pick<TrainingStep, 'optimizer' | 'lossScaling' | 'parts'>,
  context: StatementContext,
): PythonExpression {
  const textOf = (value: ComponentValue): PythonExpression =>
    valueText(settledValue(value, undefined), context);
  // Keras's policy puts the usual one around an optimizer by itself.
  if (parts.length === 0) return textOf(withLossScale(optimizer, lossScaling));
  const pairs = parts.map((part) => tuple([list(part.layers.map(stringText)), textOf(part.optimizer)]));
  return call(context.turning('optimizers_by_layer'), [textOf(optimizer), list(pairs)]);
}

/** By the name that was written, where that says all; else as an object. */
function named(value: ComponentValue, context: ValueContext): PythonExpression {
  if (value.alias !== undefined && hasDefaultArguments(value)) return stringText(value.alias);
  return valueText(settledValue(value, undefined), context);
}

/** What a training script reads: names and dtypes of inputs, and of heads with a loss. */
export function dataNames(graph: ModelGraph): {
  readonly inputs: PythonExpression;
  readonly targets: PythonExpression;
} {
  const entry = (name: string, dtype: string) => [name, stringText(dtype)] as const;
  const inputs = graph.inputs.map(({ name, tensor }) => entry(name, graph.tensors[tensor]!.dtype));
  const targets = graph.heads.flatMap(({ name, loss, target }) =>
    loss && target ? [entry(name, target.dtype)] : [],
  );
  return { inputs: dictionary(inputs), targets: dictionary(targets) };
}

/** What a script trains with: constants at the top of the module, and functions. */
export interface MainLines {
  readonly constants: readonly string[];
  readonly functions: readonly string[];
}

/**
 * The function that trains from the command line, with the flags of `kmodel train`.
 * @param logs the callback that gives logs their names, where Keras has others
 */
export function mainLines(
  graph: ModelGraph,
  create: string,
  outputs: readonly string[],
  context: ValueContext,
  logs: PythonExpression | undefined,
): MainLines {
  const { epochs, batchSize, validationSplit, shuffle, seed, callbacks } = graph.training;
  const { targets, renaming, weights } = targetParts(graph, outputs);
  const keeps = keepsStates(graph);
  // Keras warns of a dictionary where a model has one input.
  const [input, ...others] = graph.inputs;
  const inputs =
    input && others.length === 0
      ? `read_data(paths, INPUTS)[${stringText(input.name)}]`
      : 'read_data(paths, INPUTS)';
  const own = callbacks.map((each) => {
    // Keras tells by its own names what is to rise: names that `logs` gives it does not know.
    const mode = logs && each.args.mode === 'auto' ? watchedMode(graph, each.args) : undefined;
    const told = mode === undefined ? each : { ...each, args: { ...each.args, mode } };
    return valueText(settledValue(told, undefined), context);
  });
  const functions = [
    ...renaming,
    ...weights.functions,
    'def read_samples(paths):',
    `    """${others.length === 0 ? 'The input' : 'Inputs by name'}, and targets, of some samples."""`,
    ...layout('return ', `${inputs}, ${targets}`, '', '    '),
    '',
    '',
    ...backupText.split('\n'),
    '',
    'def main():',
    `    parser = argparse.ArgumentParser(description=${stringText(`Trains ${graph.name}.`)})`,
    '    parser.add_argument("--data", action="append", required=True)',
    '    parser.add_argument("--validation", action="append")',
    `    parser.add_argument("--epochs", type=positive, default=${epochs})`,
    `    parser.add_argument("--batch-size", type=positive, default=${batchSize})`,
    `    parser.add_argument("--seed", type=int, default=${seed === null ? 'None' : String(seed)})`,
    '    parser.add_argument("--no-shuffle", action="store_true")',
    '    parser.add_argument("--weights", type=present_file)',
    '    parser.add_argument("--output", default="run")',
    '    parser.add_argument("--json", action="store_true")',
    '    parser.add_argument("--resume", action="store_true")',
    ...(keeps ? ['    parser.add_argument("--keep-states", action="store_true")'] : []),
    '    arguments = parser.parse_args()',
    '    if arguments.seed is not None:',
    '        keras.utils.set_random_seed(arguments.seed)',
    ...(keeps ? ['    require_states(training=True)'] : []),
    `    model = ${create}(${keeps ? 'batch_size=arguments.batch_size' : ''})`,
    '    if arguments.weights:',
    '        model.load_weights(arguments.weights)',
    '    output = pathlib.Path(arguments.output)',
    '    if not arguments.resume:',
    '        shutil.rmtree(output / "backup", ignore_errors=True)',
    '    elif not (output / "backup" / "latest.weights.h5").exists():',
    '        raise SystemExit(f"There is no backup in {output / \'backup\'} to go on from.")',
    '    output.mkdir(parents=True, exist_ok=True)',
    ...layout(
      'callbacks = ',
      list([
        ...(logs === undefined ? [] : [logs]),
        ...own,
        ...(keeps ? ['StatesByEpoch(arguments.keep_states)'] : []),
        'Backup(output / "backup")',
      ]),
      '',
      '    ',
    ),
    '    if arguments.json:',
    '        callbacks.append(keras.callbacks.LambdaCallback(on_epoch_end=print_epoch))',
    '    x, y = read_samples(arguments.data)',
    ...(keeps && graph.training.stepsPerEpoch === null
      ? ['    require_whole_batches(x, arguments.batch_size)']
      : []),
    ...weights.before,
    '    history = model.fit(',
    '        x,',
    '        y,',
    '        batch_size=arguments.batch_size,',
    '        epochs=arguments.epochs,',
    ...(validationSplit > 0
      ? [`        validation_split=0.0 if arguments.validation else ${numberText(validationSplit, true)},`]
      : []),
    '        validation_data=(',
    '            read_samples(arguments.validation) if arguments.validation else None',
    '        ),',
    ...fitArguments(graph.training).map(([name, value]) => `        ${name}=${fitArgumentText(value)},`),
    ...weights.argument,
    shuffle ? '        shuffle=not arguments.no_shuffle,' : '        shuffle=False,',
    '        callbacks=callbacks,',
    '        verbose=0 if arguments.json else "auto",',
    '    )',
    '    model.save_weights(output / "last.weights.h5")',
    '    if arguments.json:',
    '        print(json.dumps({"event": "end", "history": history.history}), flush=True)',
    '',
    '',
    'def print_epoch(epoch, logs):',
    '    """One epoch as a line of JSON, as `kmodel train --json` prints it."""',
    '    print(json.dumps({"event": "epoch", "epoch": epoch + 1, "logs": logs}), flush=True)',
    '',
    '',
    'if __name__ == "__main__":',
    '    main()',
  ];
  return { constants: weights.constants, functions };
}

/** How a script has its targets, and what weighs them. */
function targetParts(
  graph: ModelGraph,
  outputs: readonly string[],
): {
  readonly targets: string;
  readonly renaming: readonly string[];
  readonly weights: ClassWeightLines;
} {
  const losses = graph.heads.flatMap((head, index) =>
    head.loss && head.target ? [[head.name, outputs[index]!] as const] : [],
  );
  const outputOf = new Map(losses);
  // Keras wants an entry for each output, also for one that learns from no target.
  const without = outputs.filter((name) => !losses.some(([, output]) => output === name));
  const isPlain = without.length === 0 && losses.every(([head, output]) => head === output);
  const isUnique = new Set(outputs).size === outputs.length;
  const targets =
    losses.length === 0
      ? 'None'
      : outputs.length === 1
        ? `read_data(paths, TARGETS)[${stringText(losses[0]![0])}]`
        : isPlain
          ? `read_data(paths, TARGETS)`
          : isUnique
            ? `rename_targets(read_data(paths, TARGETS))`
            : `list(read_data(paths, TARGETS).values())`;
  const isRenamed = losses.length > 0 && outputs.length > 1 && !isPlain && isUnique;
  const form = outputs.length === 1 ? 'only' : isUnique ? 'byOutput' : 'inOrder';
  const weights = classWeightLines(graph, form, (head) => (isRenamed ? outputOf.get(head)! : head));
  return { targets, renaming: isRenamed ? renameLines(losses, without) : [], weights };
}

function renameLines(
  losses: readonly (readonly [string, string])[],
  without: readonly string[],
): readonly string[] {
  const entries = [
    ...losses.map(([head, output]) => [output, `targets[${stringText(head)}]`] as const),
    ...without.map((output) => [output, 'None'] as const),
  ];
  return [
    'def rename_targets(targets):',
    '    """Targets by the names of the layers that make the outputs."""',
    ...layout('return ', dictionary(entries), '', '    '),
    '',
    '',
  ];
}
