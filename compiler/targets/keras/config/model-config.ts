import { ownPrecision } from '../../../graph/precisions.ts';
import { fitArguments } from '../../../graph/fit-arguments.ts';
import type { LayerCall, LayerIndex, ModelGraph, TensorIndex } from '../../../graph/model-graph.ts';
import { keepsStates } from '../../../graph/stateful.ts';
import type { Place } from '../../../diagnostics/place.ts';
import { isSymbolic, sizeText, type Size } from '../../../shapes/size.ts';
import { withAlignedRanks } from '../aligned-ranks.ts';
import { counterpartOf } from '../counterparts.ts';
import { operationOf, type KerasOperation, type OperationArgument } from '../operations.ts';
import {
  isMisfit,
  type KerasConfig,
  type KerasJson,
  type KerasLayerConfig,
  type KerasObject,
} from '../types.ts';
import { kerasValue, layerObject, withPrecision } from '../values.ts';
import { entryNotes } from '../../data-notes.ts';
import type { LearnedLists } from '../learned-arguments.ts';
import { compileConfig, isTrainingMisfit, type TrainingMisfit } from './compile-config.ts';
import { numbersOf } from './numbers.ts';
import { kerasOrder } from './order.ts';

/** A layer that Keras cannot say, with the reason as the end of a sentence. */
export interface LayerMisfit {
  readonly layer: string;
  readonly place: Place;
  readonly reason: string;
}

/** A model as Keras's files describe it, and what of it they cannot say. */
export interface KerasModel {
  readonly config: KerasObject;
  readonly layerProblems: readonly LayerMisfit[];
  readonly trainingProblem: TrainingMisfit | undefined;
}

/**
 * The configuration of a functional model of Keras 3, with what `compile` took.
 * @param learned what the model has learned from data, by full name
 */
export function kerasModel(model: ModelGraph, learned?: LearnedLists): KerasModel {
  const graph = withAlignedRanks(model);
  const writer = new ConfigWriter(graph);
  const layers = withPrecision(writer.layers(), graph.training.precision);
  const outputs = graph.heads.map((head) => writer.history(head.tensor));
  const compiled = compileConfig(
    graph,
    outputs.map(([layer]) => layer),
  );
  const isWrong = compiled !== undefined && isTrainingMisfit(compiled);
  return {
    config: {
      module: 'keras.src.models.functional',
      class_name: 'Functional',
      config: {
        name: graph.name,
        trainable: true,
        layers,
        input_layers: oneOrAll(graph.inputs.map(({ name }) => [name, 0, 0])),
        output_layers: oneOrAll(outputs),
      },
      registered_name: 'Functional',
      build_config: { input_shape: null },
      ...(compiled && !isWrong ? { compile_config: compiled } : {}),
      kmodel: { ...notes(graph), ...precisionNote(graph), ...entryNotes(graph, learned) },
    },
    layerProblems: writer.problems,
    trainingProblem: isWrong ? compiled : undefined,
  };
}

/** What Keras has no place for and passes over: kmodel reads it again. */
function notes({ inputs, tensors, training, heads }: ModelGraph): KerasConfig {
  const sizes = inputs.flatMap(({ name, tensor }) => {
    const { shape } = tensors[tensor]!;
    return shape.some(isSymbolic) ? [[name, shape.map(sizeText)] as const] : [];
  });
  const { epochs, batchSize, validationSplit, shuffle, seed, callbacks } = training;
  return {
    heads: heads.map(({ name }) => name),
    sizes: Object.fromEntries(sizes),
    ...(training.declared
      ? {
          fit: {
            epochs,
            batch_size: batchSize,
            validation_split: validationSplit,
            ...Object.fromEntries(fitArguments(training)),
            ...classWeightNotes(heads),
            shuffle,
            seed,
            callbacks: callbacks.map((each) => kerasValue(each) as KerasJson),
          },
        }
      : {}),
  };
}

/** The precision of the model, where layers name others: their policies do not say what all else has. */
function precisionNote(graph: ModelGraph): KerasConfig {
  const isMixed = graph.layers.some((layer) => ownPrecision(graph, layer));
  return isMixed ? { precision: graph.training.precision } : {};
}

/** What classes weigh, by head. */
function classWeightNotes(heads: ModelGraph['heads']): KerasConfig {
  const entries = heads.flatMap(({ name, classWeight }) =>
    classWeight ? [[name, classWeight] as const] : [],
  );
  return entries.length > 0 ? { class_weight: Object.fromEntries(entries) } : {};
}

function oneOrAll(histories: readonly (readonly [string, number, number])[]): KerasJson {
  return histories.length === 1 ? histories[0]! : histories;
}

type History = readonly [layer: string, node: number, tensor: number];

/** Writes the layers of one graph. */
class ConfigWriter {
  readonly problems: LayerMisfit[] = [];
  private readonly graph: ModelGraph;
  private readonly calls: readonly (readonly LayerCall[])[];
  private readonly histories = new Map<TensorIndex, History>();
  private readonly numbers: ReadonlyMap<TensorIndex, KerasJson>;
  /** Samples in a batch, where kept states want it known. */
  private readonly rows: number | null;

  constructor(graph: ModelGraph) {
    this.graph = graph;
    this.rows = keepsStates(graph) ? graph.training.batchSize : null;
    const calls = graph.layers.map((): LayerCall[] => []);
    graph.inputs.forEach(({ name, tensor }) => this.histories.set(tensor, [name, 0, 0]));
    for (const call of graph.calls) {
      const own = calls[call.layer]!;
      const { name } = graph.layers[call.layer]!;
      call.outputs.forEach((tensor, index) => this.histories.set(tensor, [name, own.length, index]));
      own.push(call);
    }
    this.calls = calls;
    this.numbers = numbersOf(graph);
  }

  /** Where a tensor comes from: its layer, which use of it, and which result. */
  history(tensor: TensorIndex): History {
    return this.histories.get(tensor)!;
  }

  layers(): readonly KerasLayerConfig[] {
    return kerasOrder(this.graph).flatMap((listed) =>
      listed.kind === 'input' ? [this.inputLayer(listed.input)] : this.layer(listed.layer),
    );
  }

  private inputLayer(index: number): KerasLayerConfig {
    const { name, tensor } = this.graph.inputs[index]!;
    const { dtype, shape } = this.graph.tensors[tensor]!;
    return {
      module: 'keras.layers',
      class_name: 'InputLayer',
      config: {
        batch_shape: batchShape(this.rows, shape),
        dtype,
        sparse: false,
        ragged: false,
        name,
        optional: false,
      },
      registered_name: null,
      name,
      inbound_nodes: [],
    };
  }

  private layer(index: LayerIndex): readonly KerasLayerConfig[] {
    const layer = this.graph.layers[index]!;
    const calls = this.calls[index]!;
    const types = calls[0]!.inputs.map((tensor) => this.graph.tensors[tensor]!);
    // Numbers of the text stand where they are taken.
    if (calls[0]!.outputs.every((tensor) => this.numbers.has(tensor))) return [];
    if (calls[0]!.outputs.some((tensor) => this.graph.tensors[tensor]!.whole))
      return this.misfit(
        index,
        'it computes with numbers alone, and Keras’s files hold only what flows from inputs',
      );
    const operation = operationOf(layer, types);
    if (isMisfit(operation)) return this.misfit(index, operation.reason);
    if (operation) return [this.operation(layer.name, operation, calls)];
    const object = layerObject(layer, layer.name);
    if (isMisfit(object)) return this.misfit(index, object.reason);
    return [{ ...object, name: layer.name, inbound_nodes: calls.map((call) => this.node(index, call)) }];
  }

  private misfit(index: LayerIndex, reason: string): readonly KerasLayerConfig[] {
    const { name, place } = this.graph.layers[index]!;
    this.problems.push({ layer: name, place, reason });
    return [];
  }

  private operation(
    name: string,
    { module, class: kerasClass, config, args, kwargs }: KerasOperation,
    calls: readonly LayerCall[],
  ): KerasLayerConfig {
    const given = (each: OperationArgument, inputs: readonly TensorIndex[]): KerasJson => {
      if (each.kind === 'constant') return each.value;
      return each.kind === 'inputs'
        ? inputs.map((input) => this.tensor(input))
        : this.tensor(inputs[each.input]!);
    };
    return {
      module,
      class_name: kerasClass,
      config: { name, ...config },
      registered_name: kerasClass,
      name,
      inbound_nodes: calls.map(({ inputs }) => ({
        args: args.map((each) => given(each, inputs)),
        kwargs: Object.fromEntries(Object.entries(kwargs).map(([name, each]) => [name, given(each, inputs)])),
      })),
    };
  }

  private node(index: LayerIndex, { inputs, tensorArguments }: LayerCall): KerasJson {
    const { declaration, args } = this.graph.layers[index]!;
    const { called, inputs: passing } = counterpartOf(declaration);
    const tensors = inputs.map((input) => this.tensor(input));
    const { count = 'one' } = declaration.input;
    const isList = passing === 'list' && count !== 'one' && count !== 1;
    const kwargs: Record<string, KerasJson> = {};
    for (const name of called) if (args[name] === true) kwargs[name] = true;
    for (const [name, given] of Object.entries(tensorArguments)) {
      const list = given.map((each) => this.tensor(each));
      kwargs[name] = declaration.tensorArguments![name]!.list ? list : list[0]!;
    }
    return { args: isList ? [tensors] : tensors, kwargs };
  }

  private tensor(index: TensorIndex): KerasJson {
    const numbers = this.numbers.get(index);
    if (numbers !== undefined) return numbers;
    const { shape, dtype } = this.graph.tensors[index]!;
    return {
      class_name: '__keras_tensor__',
      config: { shape: batchShape(this.rows, shape), dtype, keras_history: this.history(index) },
    };
  }
}

function batchShape(rows: number | null, shape: readonly Size[]): readonly (number | null)[] {
  return [rows, ...shape.map((size) => (isSymbolic(size) ? null : size))];
}
