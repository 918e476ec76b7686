import type { ArgumentValue } from '../../arguments/values.ts';
import type { ModelOrigin } from '../../compile.ts';
import type { ModelGraph, TensorIndex } from '../../graph/model-graph.ts';
import { sizeText } from '../../shapes/size.ts';
import type { DType, TensorType } from '../../shapes/types.ts';
import { clientNames, clientType } from './client-names.ts';
import { docComment } from './comments.ts';
import { generatedMarker } from './marker.ts';
import { keyText, stringText } from './values-text.ts';

/** The module of Node that clients find their model's file with; the compiler itself uses nothing of Node. */
const urlModule = 'node:url';

export interface ClientOptions {
  /** The model's file as the client finds it, relative to itself: `./digits.kmodel`. */
  readonly modelPath: string;
  /** What stands in the first line; `modelPath` by default. */
  readonly source?: string;
  /** Tells which parameters have no default. */
  readonly origin?: ModelOrigin;
}

/**
 * A module that loads, trains and asks one model through `kmodel/runtime`, with its inputs, heads and parameters as
 * types: a wrong name, a wrong dtype or a missing head does not compile. Not formatted.
 */
export function typedClientText(graph: ModelGraph, options: ClientOptions): string {
  const model = clientType(graph.name);
  const names = clientNames(model);
  const trains = graph.heads.some((head) => head.loss);
  const methods = [
    ...(trains
      ? [
          `fit: (data, { validationData, ...settings } = {}) => model.fit({ ...data }, { ...settings, ...(validationData && { validationData: { ...validationData } }) }),`,
          'evaluate: (data, settings) => model.evaluate({ ...data }, settings),',
        ]
      : []),
    `predict: async (inputs, settings) => (await model.predict({ ...inputs }, settings)) as unknown as ${names.predictions},`,
    'dispose: () => model.dispose(),',
  ];
  return `${generatedMarker} from ${options.source ?? options.modelPath}. To change the model, change that file and generate this one again.

import { fileURLToPath } from '${urlModule}';
import { load as loadModel } from 'kmodel/runtime';
import type { ${runtimeTypes(trains).join(', ')} } from 'kmodel/runtime';

${typesText(graph, options)}

/** Compiles the model and draws its weights. */
export async function load(options: ${names.load} = {}): Promise<${model}> {
  const { parameters = {}, ...settings } = options;
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const expressions = given.map(([name, value]) => [name, JSON.stringify(value)]);
  const path = fileURLToPath(new URL(${stringText(options.modelPath)}, import.meta.url));
  const model = await loadModel(path, {
    ...settings,
    model: ${stringText(graph.name)},
    parameters: Object.fromEntries(expressions),
  });
  return {
    model,
    ${methods.join('\n')}
  };
}
`;
}

/** The types of `kmodel/runtime` that the types of a client refer to. */
export function runtimeTypes(trains: boolean): readonly string[] {
  const always = ['HostTensor', 'LoadOptions', 'Model', 'PredictOptions'];
  return [...always, ...(trains ? ['EvaluateOptions', 'FitOptions', 'FitResult', 'Logs'] : [])].sort();
}

function typesText(graph: ModelGraph, { origin }: ClientOptions): string {
  const parameters = Object.keys(graph.parameters);
  const types = clientTypesText(graph, {
    model: clientType(graph.name),
    required: parameters.filter((name) => isRequired(origin, name)),
  });
  return `${tensorTypes(clientDTypes(graph))}\n\n${types}`;
}

export interface ClientTypesOptions {
  /** The name of the client's type, which begins those of the others too. */
  readonly model: string;
  /** Parameters without a default. */
  readonly required: readonly string[];
  /** False where sizes in `graph` stand for others: doc comments then tell none. True by default. */
  readonly withShapes?: boolean;
  /** Options of `load` that the module gives itself. */
  readonly given?: readonly string[];
}

/** The dtypes of what a model's clients hand in. */
export function clientDTypes(graph: ModelGraph): ReadonlySet<DType> {
  return new Set([
    ...graph.inputs.map((input) => graph.tensors[input.tensor]!.dtype),
    ...graph.heads.flatMap((head) => (head.loss ? [head.target!.dtype] : [])),
  ]);
}

/** The types of one model's client; they stand on {@link runtimeTypes} and {@link tensorTypes}. */
export function clientTypesText(
  graph: ModelGraph,
  { model, required, withShapes = true, given = ['model', 'parameters'] }: ClientTypesOptions,
): string {
  const names = clientNames(model);
  const trained = graph.heads.filter((head) => head.loss);
  const type = (tensor: TensorIndex): TensorType => graph.tensors[tensor]!;
  const typeDoc = (found: TensorType): string =>
    withShapes ? `\`${shapeText(found)}\`` : `\`${found.dtype}\``;
  const property = (name: string, doc: string | undefined, found: TensorType): string =>
    `${docComment(doc, typeDoc(found))}readonly ${keyText(name)}: ${tensorName(found.dtype)};`;
  const inputs = graph.inputs.map(({ name, doc, tensor }) => property(name, doc, type(tensor)));
  const targets = trained.map(({ name, doc, target }) => property(name, doc, target!));
  const predictions = graph.heads.map(
    ({ name, doc, tensor }) =>
      `${docComment(doc, typeDoc(type(tensor)))}readonly ${keyText(name)}: HostTensor & { readonly data: ${hostArray(type(tensor).dtype)} };`,
  );
  const parameters = Object.entries(graph.parameters).map(([name, value]) =>
    parameterProperty(name, value, required.includes(name)),
  );
  const data = `${names.inputs} & ${names.targets}`;
  return `/** What \`${graph.name}\` reads: samples along the first axis. */
export interface ${names.inputs} {
${inputs.join('\n')}
}
${
  trained.length > 0
    ? `
/** What its heads should say. */
export interface ${names.targets} {
${targets.join('\n')}
}
`
    : ''
}
/** What its heads say. */
export interface ${names.predictions} {
${predictions.join('\n')}
}
${
  parameters.length > 0
    ? `
/** Its parameters. */
export interface ${names.parameters} {
${parameters.join('\n')}
}
`
    : ''
}
export interface ${names.load} extends Omit<LoadOptions, ${given.map(stringText).join(' | ')}> {
  readonly parameters${required.length > 0 ? '' : '?'}: ${parameters.length > 0 ? names.parameters : 'Readonly<Record<string, never>>'};
}

${docComment(graph.doc)}export interface ${model} {
  /** The model without these types, for everything else. */
  readonly model: Model;
${
  trained.length > 0
    ? `  /** Trains with the settings of the model's file, which \`settings\` replace one by one. */
  fit(data: ${data}, settings?: Omit<FitOptions, 'validationData'> & { readonly validationData?: ${data} }): Promise<FitResult>;
  /** Losses and metrics over all samples, by log name. */
  evaluate(data: ${data}, settings?: EvaluateOptions): Promise<Logs>;
`
    : ''
}  /** One tensor for each head. */
  predict(inputs: ${names.inputs}, settings?: Pick<PredictOptions, 'batchSize'>): Promise<${names.predictions}>;
  /** Frees what the engine holds. */
  dispose(): Promise<void>;
}`;
}

function shapeText({ dtype, shape }: TensorType): string {
  return `${dtype}[${['samples', ...shape.map(sizeText)].join(', ')}]`;
}

function tensorName(dtype: DType): string {
  switch (dtype) {
    case 'int32':
    case 'int64':
      return 'IntegerTensor';
    case 'uint8':
      return 'ByteTensor';
    case 'bool':
      return 'BooleanTensor';
    default:
      return 'FloatTensor';
  }
}

const arrays: Readonly<
  Record<string, { readonly arrays: string; readonly entry: string; readonly doc: string }>
> = {
  FloatTensor: { arrays: 'Float32Array | Float64Array', entry: 'number', doc: 'Floats' },
  IntegerTensor: {
    arrays: 'Int32Array | Int16Array | Int8Array | Uint32Array | Uint16Array | Uint8Array',
    entry: 'number',
    doc: 'Integers',
  },
  ByteTensor: { arrays: 'Uint8Array | Uint8ClampedArray', entry: 'number', doc: 'Numbers from 0 to 255' },
  BooleanTensor: { arrays: 'Uint8Array', entry: 'boolean', doc: 'Truth values' },
};

/** The types of tensors that models take. */
export function tensorTypes(dtypes: ReadonlySet<DType>): string {
  const names = [...new Set([...dtypes].map(tensorName))];
  return names
    .map((name) => {
      const { arrays: list, entry, doc } = arrays[name]!;
      const nested = `Nested${name.replace('Tensor', 's')}`;
      return `type ${nested} = ${entry} | readonly ${nested}[];
/** ${doc} row by row: a typed array, one with its shape, or lists of lists. */
export type ${name} = ${list} | { readonly shape: readonly number[]; readonly data: ${list} } | readonly ${nested}[];`;
    })
    .join('\n\n');
}

function hostArray(dtype: DType): string {
  if (dtype === 'int32' || dtype === 'int64') return 'Int32Array';
  return dtype === 'bool' || dtype === 'uint8' ? 'Uint8Array' : 'Float32Array';
}

function isRequired(origin: ModelOrigin | undefined, name: string): boolean {
  const found = origin?.definition.parameters.find(
    (each) => !each.hidden && each.parameter.name.key === name,
  );
  return found !== undefined && !found.parameter.default;
}

function parameterProperty(name: string, value: ArgumentValue, required: boolean): string {
  const text = typeof value === 'object' && !Array.isArray(value) ? undefined : JSON.stringify(value);
  const doc = required ? 'Required.' : text === undefined ? undefined : `Default: \`${text}\`.`;
  return `${docComment(doc)}readonly ${keyText(name)}${required ? '' : '?'}: ${parameterType(value)};`;
}

function parameterType(value: ArgumentValue): string {
  if (Array.isArray(value))
    return `readonly ${value.length > 0 ? parameterType(value[0] as ArgumentValue) : 'number'}[]`;
  return typeof value === 'number' || typeof value === 'boolean' ? typeof value : 'string';
}
