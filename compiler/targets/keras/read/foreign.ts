import { own, type JsonObject } from './json.ts';

/** Packages of the classes that kmodel has and Keras lacks. */
const known: ReadonlySet<string> = new Set(['kmodel', 'keras_hub', 'keras_nlp']);

/** Where classes of Keras live, also those of older versions. */
const ofKeras = /^(keras|tf_keras|tensorflow|keras_hub|keras_nlp|builtins)(\.|$)/;

/**
 * The full name of a class that somebody else has written: `Mine>Dense` where it is registered, else `train.Dense`. It
 * may have the name of one of Keras's, and computes what it likes. Undefined for classes of Keras, which stand there
 * with their module and no registered name, or, in older files, with their name alone.
 */
export function foreignClass(json: JsonObject): string | undefined {
  const kind = own(json, 'class_name');
  const packages = [own(json, 'registered_name'), kind].filter(
    (name): name is string => typeof name === 'string' && name.includes('>'),
  );
  if (packages.length > 0) return packages.find((name) => !known.has(name.split('>')[0]!));
  if (typeof kind !== 'string') return undefined;
  const module = own(json, 'module');
  // A class of the program that saved the file has no module, and a registered name all the same.
  if (module === null && typeof own(json, 'registered_name') === 'string') return kind;
  return typeof module === 'string' && !ofKeras.test(module) ? `${module}.${kind}` : undefined;
}
