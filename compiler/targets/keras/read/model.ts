import type { LayerDeclaration } from '../../../declarations/define-layer.ts';
import type { Arguments, ArgumentValue } from '../../../declarations/values.ts';
import { findLayer } from '../../../layers/registry.ts';
import { dtypes, type ElementType } from '../../../shapes/types.ts';
import {
  ReadProblem,
  type SourceCall,
  type SourceHead,
  type SourceInput,
  type SourceLayer,
  type SourceModel,
  type SourceOperand,
} from '../../read/source.ts';
import { layerScale } from '../../read/own-components.ts';
import { counterpartOf } from '../counterparts.ts';
import { isList, isObject, objectAt, own, textAt, type Json, type JsonObject } from './json.ts';
import { sequential } from './chain.ts';
import {
  flatten,
  histories,
  historiesIn,
  isOperation,
  maskOperations,
  orderedCalls,
  readEntries,
  type Entry,
} from './entries.ts';
import { isNumbers } from './operands.ts';
import { readOperation } from './operations.ts';
import { isInputName, resultsOf } from './results.ts';
import { asKerasThree } from './older.ts';
import { takePrecision, withoutLossScale } from './precision.ts';
import { lastAxis, rankAfter } from './ranks.ts';
import { isHistory, type Given, type History } from './tensors.ts';
import { readClassWeight, readTraining, type ReadTraining } from './training.ts';
import { foreignClass } from './foreign.ts';
import { widthAfter } from './widths.ts';
import { fullArguments, layerClass } from './values.ts';

/** Models inside models, each in the other. */
const deepest = 50;

/**
 * A model as Keras 2 or 3 describes it in JSON.
 * @param compiled what `compile` took, where that stands apart
 * @param version the version of Keras that the file names
 * @throws ReadProblem that names the layer and the reason, for what kmodel cannot say
 */
export function readKerasModel(given: Json, compiled?: Json, version?: string): SourceModel {
  const newer = asKerasThree(given, version);
  if (!isObject(newer)) throw new ReadProblem('This is no configuration of a model of Keras.');
  const { json, precision } = takePrecision(newer);
  const notes = own(json, 'kmodel');
  const inside = own(json, 'compile_config');
  const settings = isObject(inside) && Object.keys(inside).length > 0 ? inside : (compiled ?? null);
  const plain = withoutLossScale(settings, precision);
  const model = readModel(json, isObject(notes) ? notes : {}, plain, 0);
  if (!precision) return model;
  return { ...model, training: { optimizer: undefined, ...model.training, precision } };
}

function readModel(json: JsonObject, notes: JsonObject, compiled: Json, depth: number): SourceModel {
  if (depth > deepest) throw new ReadProblem(`Models stand inside models, more than ${deepest} deep.`);
  const name = textAt(json, 'class_name', 'The configuration');
  if (name === 'Sequential') return new Reader(sequential(json), notes, compiled, depth).read();
  if (name === 'Functional' || name === 'Model') return new Reader(json, notes, compiled, depth).read();
  throw new ReadProblem(
    `The configuration is of the class \`${name}\`, which is no model that Keras describes layer by layer.`,
  );
}

/** Reads the layers of one model. */
class Reader {
  private readonly config: JsonObject;
  private readonly notes: JsonObject;
  private readonly compiled: Json;
  private readonly depth: number;
  private readonly tensors = new Map<string, number>();
  private readonly ranks = new Map<number, number>();
  /** The sizes of last axes, where they are known. */
  private readonly widths = new Map<number, number>();
  private readonly inputs: SourceInput[] = [];
  private readonly layers: SourceLayer[] = [];
  private readonly calls: SourceCall[] = [];
  private readonly indices = new Map<string, number>();
  /** Operations that make masks of Embedding and Masking, which Keras writes down. */
  private masks: ReadonlySet<string> = new Set();
  private readonly greatestNodes = new Map<string, number>();

  constructor(json: JsonObject, notes: JsonObject, compiled: Json, depth: number) {
    this.config = objectAt(json, 'config', 'The model');
    this.notes = notes;
    this.compiled = compiled;
    this.depth = depth;
  }

  read(): SourceModel {
    const { config } = this;
    const entries = readEntries(config);
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    const inputs = histories(own(config, 'input_layers'), 'The model');
    inputs.forEach((history) => this.input(history, byName));
    const outputs = histories(own(config, 'output_layers'), 'The model');
    this.findGreatestNodes(entries, outputs);
    this.masks = maskOperations(entries, outputs);
    const calls = orderedCalls(entries, byName, (entry) => this.firstNode(entry));
    for (const { entry, node } of calls) this.call(entry, node);
    const training = readTraining(
      this.compiled,
      outputs.map(({ layer }) => layer),
      outputs.map((output) => this.widths.get(this.known(output, 'The model'))),
      this.notes,
    );
    return {
      name: String(own(config, 'name') ?? 'model'),
      inputs: this.inputs,
      layers: this.layers,
      calls: this.calls,
      heads: this.heads(outputs, training),
      training: training.settings,
    };
  }

  private input({ layer }: History, byName: ReadonlyMap<string, Entry>): void {
    const entry = byName.get(layer);
    if (!entry || entry.kind !== 'InputLayer')
      throw new ReadProblem(`The input \`${layer}\` of the model is no InputLayer.`);
    const shape = own(entry.config, 'batch_shape') ?? own(entry.config, 'batch_input_shape');
    if (!isList(shape)) throw new ReadProblem(`The input \`${layer}\` has no shape.`);
    const dtype = own(entry.config, 'dtype') ?? 'float32';
    if (typeof dtype !== 'string' || !dtypes.includes(dtype as ElementType)) {
      const found = typeof dtype === 'string' ? dtype : 'something else than the name of a dtype';
      throw new ReadProblem(`The input \`${layer}\` holds ${found}, which kmodel does not know.`);
    }
    const sizes = own(this.notes, 'sizes');
    const named = isObject(sizes) ? own(sizes, layer) : undefined;
    const tensor = this.tensor({ layer, node: 0, result: 0 }, shape.length);
    const last = shape.at(-1);
    if (typeof last === 'number' && shape.length > 1) this.widths.set(tensor, last);
    this.inputs.push({
      name: layer,
      dtype: dtype as ElementType,
      shape: shape.slice(1).map((size, axis) => {
        if (typeof size === 'number') return size;
        const name = isList(named) ? named[axis] : undefined;
        return typeof name === 'string' ? name : null;
      }),
      tensor,
    });
  }

  private tensor({ layer, node, result }: History, rank: number | undefined): number {
    const key = `${node} ${result} ${layer}`;
    let tensor = this.tensors.get(key);
    if (tensor === undefined) this.tensors.set(key, (tensor = this.tensors.size));
    if (rank !== undefined) this.ranks.set(tensor, rank);
    return tensor;
  }

  private known({ layer, node, result }: History, where: string): number {
    const tensor = this.tensors.get(`${node} ${result} ${layer}`);
    if (tensor === undefined)
      throw new ReadProblem(`${where} takes a result of \`${layer}\` that it does not give.`);
    return tensor;
  }

  /**
   * The number of a layer's first use: models inside a model have a node before that, in most versions of Keras. What
   * others take tells which.
   */
  private firstNode({ name, nodes }: Entry): number {
    return this.greatestNodes.get(name) === nodes.length ? 1 : 0;
  }

  private findGreatestNodes(entries: readonly Entry[], outputs: readonly History[]): void {
    const taken = [...entries.flatMap(({ nodes }) => nodes.flatMap(historiesIn)), ...outputs];
    for (const { layer, node } of taken)
      this.greatestNodes.set(layer, Math.max(node, this.greatestNodes.get(layer) ?? 0));
  }

  private call(entry: Entry, node: number): void {
    if (this.masks.has(entry.name)) return;
    const { args, kwargs } = entry.nodes[node]!;
    const where = `Layer \`${entry.name}\``;
    if (isOperation(entry)) return this.operation(entry, node);
    if (entry.kind === 'CustomScaleLayer') return this.scaledSum(entry, node);
    const declaration = this.declarationOf(entry);
    const inputs = args.flatMap((each) => flatten(each)).map((each) => this.inputTensor(each, where));
    const named: Record<string, readonly number[]> = {};
    const called: Record<string, ArgumentValue> = {};
    for (const [key, value] of Object.entries(kwargs)) {
      const given = flatten(value);
      const tensors = given.filter(isHistory);
      if (tensors.length === 0) {
        const constant = given[0] && 'value' in given[0] ? given[0].value : null;
        if (constant === null || constant === false || key === 'mask') continue;
        if (declaration && counterpartOf(declaration).called.includes(key))
          called[key] = constant as ArgumentValue;
        else
          throw new ReadProblem(
            `${where} is called with \`${key}: ${JSON.stringify(constant)}\`, which kmodel cannot say.`,
          );
      } else if (key === 'mask' && tensors.every(({ layer }) => this.masks.has(layer))) continue;
      else if (declaration && isInputName(declaration, key))
        inputs.push(...tensors.map((each) => this.known(each, where)));
      else if (declaration?.tensorArguments && Object.hasOwn(declaration.tensorArguments, key))
        named[key] = tensors.map((each) => this.known(each, where));
      else throw new ReadProblem(`${where} is called with a tensor \`${key}\`, which kmodel cannot say.`);
    }
    // tf.keras lists the first states of a recurrent layer among its inputs.
    const takesState =
      declaration?.tensorArguments && Object.hasOwn(declaration.tensorArguments, 'initial_state');
    if (takesState && inputs.length > 1 && (declaration.input.count ?? 'one') === 'one')
      named.initial_state = inputs.splice(1);
    const rank = this.ranks.get(inputs[0]!);
    const layer = this.layerOf(entry, declaration, rank, called);
    const made = this.layers[layer]!;
    const outputs =
      made.kind === 'model' ? made.model.heads.length : declaration ? resultsOf(declaration, made) : 1;
    const width = widthAfter(entry.kind, made, this.widths.get(inputs[0]!));
    this.calls.push({
      layer,
      inputs,
      tensorArguments: named,
      outputs: Array.from({ length: outputs }, (_, result) => {
        const after = result === 0 ? rankAfter(entry.kind, made, rank) : undefined;
        const history = { layer: entry.name, node: node + this.firstNode(entry), result };
        const tensor = this.tensor(history, after);
        if (result === 0 && width !== undefined) this.widths.set(tensor, width);
        return tensor;
      }),
    });
  }

  private newTensor(rank: number): number {
    const tensor = this.tensors.size;
    this.tensors.set(`made ${tensor}`, tensor);
    this.ranks.set(tensor, rank);
    return tensor;
  }

  private inputTensor(given: Given, where: string): number {
    if (!isHistory(given))
      throw new ReadProblem(`${where} is called with a constant, which kmodel cannot say.`);
    return this.known(given, where);
  }

  private declarationOf({ name, kind, json }: Entry): LayerDeclaration | undefined {
    if (kind === 'Functional' || kind === 'Model' || kind === 'Sequential') return undefined;
    const foreign = foreignClass(json);
    if (foreign !== undefined)
      throw new ReadProblem(`Layer \`${name}\` is of the class \`${foreign}\`, which kmodel does not have.`);
    const registered = own(json, 'registered_name');
    const plain = kind.includes('>') ? kind.split('>')[1]! : kind;
    if (plain === layerScale.declaration.name) return layerScale.declaration;
    const found = findLayer(layerClass(plain));
    if (found && !found.internal) return found;
    if (kind === 'Lambda')
      throw new ReadProblem(
        `Layer \`${name}\` is a Lambda: it holds Python code, which kmodel does not run.`,
      );
    const custom = typeof registered === 'string' && registered.includes('>') ? registered : kind;
    throw new ReadProblem(`Layer \`${name}\` is of the class \`${custom}\`, which kmodel does not have.`);
  }

  private layerOf(
    entry: Entry,
    declaration: LayerDeclaration | undefined,
    rank: number | undefined,
    called: Arguments,
  ): number {
    const known = this.indices.get(entry.name);
    if (known !== undefined) return known;
    const { name } = entry;
    const { config } = entry;
    const trainable = own(config, 'trainable') !== false;
    // Inside of Bidirectional, where kmodel does it as well, Keras says so of every layer that gives sequences.
    if (own(config, 'zero_output_for_mask') === true && own(config, 'return_sequences') === true)
      throw new ReadProblem(`Layer \`${name}\` has \`zero_output_for_mask: true\`, which kmodel cannot say.`);
    const args = declaration ? { ...fullArguments(config, declaration, `Layer \`${name}\``), ...called } : {};
    const layer: SourceLayer = declaration
      ? {
          kind: 'layer',
          name,
          declaration,
          args: lastAxis(declaration, args, rank),
          trainable,
        }
      : { kind: 'model', name, model: readModel(entry.json, {}, null, this.depth + 1), trainable };
    this.layers.push(layer);
    this.indices.set(name, this.layers.length - 1);
    return this.layers.length - 1;
  }

  private operation(entry: Entry, node: number): void {
    const { name } = entry;
    const read = readOperation(entry, entry.nodes[node]!);
    const inputs: number[] = [];
    const operands = read.operands.map((each): SourceOperand => {
      if (typeof each === 'number' || isNumbers(each)) return each;
      inputs.push(this.known(each, `The operation \`${name}\``));
      return 'input';
    });
    this.layers.push({ kind: 'operation', name, operation: read.operation, operands, args: read.args });
    this.calls.push({
      layer: this.layers.length - 1,
      inputs,
      tensorArguments: {},
      outputs: Array.from({ length: read.results }, (_, result) =>
        this.tensor({ layer: name, node, result }, undefined),
      ),
    });
  }

  /** `CustomScaleLayer` of InceptionResNetV2: the first tensor, and the second times a number. */
  private scaledSum(entry: Entry, node: number): void {
    const { name, config } = entry;
    const where = `Layer \`${name}\``;
    const scale = own(config, 'scale');
    const inputs = entry.nodes[node]!.args.flatMap((each) => flatten(each)).map((each) =>
      this.inputTensor(each, where),
    );
    const [first, second] = inputs;
    if (typeof scale !== 'number' || first === undefined || second === undefined || inputs.length > 2)
      throw new ReadProblem(`${where} is no sum of two tensors.`);
    const scaled = this.newTensor(this.ranks.get(second) ?? 4);
    const add = (
      operation: '+' | '*',
      operands: readonly (number | 'input')[],
      taken: readonly number[],
      output: number,
    ): void => {
      this.layers.push({ kind: 'operation', name, operation, operands, args: {} });
      const layer = this.layers.length - 1;
      this.calls.push({ layer, inputs: taken, tensorArguments: {}, outputs: [output] });
    };
    add('*', [scale, 'input'], [second], scaled);
    add(
      '+',
      ['input', 'input'],
      [first, scaled],
      this.tensor({ layer: name, node, result: 0 }, this.ranks.get(first)),
    );
  }

  private heads(outputs: readonly History[], training: ReadTraining): readonly SourceHead[] {
    const written = own(this.notes, 'heads');
    return outputs.map((history, index) => {
      const name = isList(written) && typeof written[index] === 'string' ? written[index] : history.layer;
      const tensor = this.known(history, 'The model');
      return { name, tensor, ...training.heads[index]!, classWeight: readClassWeight(this.notes, name) };
    });
  }
}
