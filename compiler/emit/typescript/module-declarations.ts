import type { ModelGraph } from '../../graph/model-graph.ts';
import type { DType } from '../../shapes/types.ts';
import { clientNames } from './client-names.ts';
import { clientDTypes, clientTypesText, runtimeTypes, tensorTypes } from './client.ts';
import { docComment } from './comments.ts';
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
