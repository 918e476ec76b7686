import { typeName } from '../typescript/identifiers.ts';

/** What the types of a client are called. */
export interface ClientNames {
  readonly inputs: string;
  readonly targets: string;
  readonly predictions: string;
  readonly parameters: string;
  readonly load: string;
}

/** @param model the name of the model as a type */
export function clientNames(model: string): ClientNames {
  return {
    inputs: `${model}Inputs`,
    targets: `${model}Targets`,
    predictions: `${model}Predictions`,
    parameters: `${model}Parameters`,
    load: `${model}LoadOptions`,
  };
}

/** Names that the declarations use for something else. */
const taken =
  'AnyOutput AnyTensor BooleanTensor ByteOutput ByteTensor ClassOutput ClassesOutput Client ClientOptions FloatOutput ' +
  'FloatTensor IntegerOutput IntegerTensor Labels Promise StringTensor TrainableClient URL';

/**
 * Names for the types and loaders of a file's models, in which no two are the same: `TextQA` and `loadTextQA`.
 * A model whose own name is taken by something that the declarations need is called a client: `ModelClient`.
 */
export function moduleNames(
  models: readonly string[],
): readonly { readonly type: string; readonly loader: string }[] {
  const used = new Set(taken.split(' '));
  const loaders = new Set(['load', 'loadClient']);
  return models.map((model) => {
    const base = typeName(model);
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

/** The name of the type of one model's client, in a module of its own. */
export function clientType(model: string): string {
  return moduleNames([model])[0]!.type;
}
