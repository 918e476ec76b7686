import type { ClientSignature } from '../client/client-signature.ts';
import { clientTypes } from '../client/client-types-text.ts';
import { docComment } from './comments.ts';
import { generatedMarker } from './marker.ts';

/** A model as a module of a `.kmodel` file exports it. */
export interface ModuleModel {
  readonly signature: ClientSignature;
  /** The name of its client's type. */
  readonly type: string;
  /** The name of the function that loads it. */
  readonly loader: string;
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
  const declared = models.map((model) => ({ model, ...clientTypes(model.signature, model.type) }));
  const imported = new Set(declared.flatMap((types) => [...types.imported]));
  const parts = [
    `${generatedMarker} from ${source}: the types of what is imported from it.`,
    imported.size > 0 && `import type { ${[...imported].sort().join(', ')} } from 'kmodel-lang/client';`,
    ...declared.flatMap(({ model, text, loader: { parameter, result } }) => [
      text,
      `${loadDoc(model)}export declare function ${model.loader}(${parameter}): ${result};`,
    ]),
    main && `${loadDoc(main)}export { ${main.loader} as load };`,
    'export {};',
  ];
  return `${parts.filter((part) => part).join('\n\n')}\n`;
}

function loadDoc({ signature }: ModuleModel): string {
  return docComment(`Compiles \`${signature.name}\` and draws its weights.`);
}
