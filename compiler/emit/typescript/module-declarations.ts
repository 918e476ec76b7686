import type { ModelGraph } from '../../graph/model-graph.ts';
import type { DType } from '../../shapes/types.ts';
import { clientDTypes, clientNames, clientTypesText, runtimeTypes, tensorTypes } from './client.ts';
import { docComment } from './comments.ts';
import { typeName } from './identifiers.ts';
import { generatedMarker } from './marker.ts';

/** A model as a module of a `.kmodel` file exports it. */
export interface ModuleModel {
  readonly name: string;
  readonly doc?: string | undefined;
  /** Undefined where the types of inputs and heads cannot be told before parameters are given. */
  readonly graph: ModelGraph | undefined;
  /** The name of its client's type. */
  readonly type: string;
  /** The name of the function that loads it. */
  readonly loader: string;
  /** Parameters without a default. */
  readonly required: readonly string[];
  /** True where the sizes in `graph` stand for those that required parameters give. */
  readonly hasStandInSizes: boolean;
}

/** Names that the declarations use for something else. */
const taken =
  'Array Client ClientLoadOptions Float32Array Float64Array HostTensor Int16Array Int32Array Int8Array LoadOptions Logs Model ' +
  'EvaluateOptions FitOptions FitResult Omit PredictOptions Promise Readonly ReadonlyArray Record Uint16Array ' +
  'Uint32Array Uint8Array Uint8ClampedArray FloatTensor IntegerTensor ByteTensor BooleanTensor NestedFloats ' +
  'NestedIntegers NestedBytes NestedBooleans';

/**
 * Names for the types and loaders of a file's models, in which no two are the same: `TextQA` and `loadTextQA`.
 * A model whose own name is taken by something that the declarations need is called a client: `ModelClient`.
 */
export function moduleNames(
  models: readonly string[],
): readonly { readonly type: string; readonly loader: string }[] {
  const used = new Set(taken.split(' '));
  const loaders = new Set(['load']);
  return models.map((model) => {
    const wanted = typeName(model);
    const base = /^[\p{L}_$]/u.test(wanted) ? wanted : `Model${wanted}`;
    const candidates = [base, `${base}Client`];
    for (let count = 2; candidates.length <= models.length + 2; count++)
      candidates.push(`${base}Client${count}`);
    const type = candidates.find((name) => namesOf(name).every((each) => !used.has(each)))!;
    namesOf(type).forEach((name) => used.add(name));
    let loader = `load${base}`;
    for (let count = 2; loaders.has(loader); count++) loader = `load${base}${count}`;
    loaders.add(loader);
    return { type, loader };
  });
}

function namesOf(type: string): readonly string[] {
  return [type, ...Object.values(clientNames(type))];
}

/**
 * The declarations of a `.kmodel` file that is imported as a module: a loader for each of its models. Not formatted.
 * @param main the model that `load` loads, where one comes into question
 * @param source the name of the file, for the first line
 */
export function moduleDeclarations(
  models: readonly ModuleModel[],
  main: ModuleModel | undefined,
  source: string,
): string {
  const dtypes = new Set<DType>();
  const runtime = new Set<string>();
  for (const { graph } of models) {
    if (!graph) continue;
    clientDTypes(graph).forEach((dtype) => dtypes.add(dtype));
    runtimeTypes(graph.heads.some((head) => head.loss)).forEach((name) => runtime.add(name));
  }
  const parts = [
    `${generatedMarker} from ${source}: the types of what is imported from it.`,
    runtime.size > 0 ? `import type { ${[...runtime].sort().join(', ')} } from 'kmodel/runtime';` : '',
    models.every(({ graph }) => graph)
      ? ''
      : `import type { Client, ClientLoadOptions } from 'kmodel/client';`,
    tensorTypes(dtypes),
    ...models.map(modelText),
    main ? `${loadDoc(main)}export { ${main.loader} as load };` : '',
    'export {};',
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function modelText(model: ModuleModel): string {
  const { graph, type, loader, required, hasStandInSizes } = model;
  if (!graph) {
    const parameters = required.map((name) => `readonly ${JSON.stringify(name)}: unknown`).join('; ');
    return `${docComment(model.doc)}export type ${type} = Client;

${loadDoc(model)}export declare function ${loader}(options: ClientLoadOptions & { readonly parameters: { ${parameters} } }): Promise<${type}>;`;
  }
  const types = clientTypesText(graph, {
    model: type,
    required,
    withShapes: !hasStandInSizes,
    given: ['host', 'model', 'parameters'],
  });
  const optional = required.length > 0 ? '' : '?';
  return `${types}

${loadDoc(model)}export declare function ${loader}(options${optional}: ${clientNames(type).load}): Promise<${type}>;`;
}

function loadDoc({ name }: ModuleModel): string {
  return docComment(`Compiles \`${name}\` and draws its weights.`);
}
