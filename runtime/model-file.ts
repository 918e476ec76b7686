import { existsSync, readdirSync, statSync, type Dirent } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { closestNames } from '../compiler/diagnostics/suggest.ts';
import { KmodelError } from './errors.ts';
import { codeOf, isFile, isFolder, reasonOf } from './files.ts';
import { existingFile } from './node-host.ts';
import { isSavedModel } from './saved/ending.ts';

/**
 * The path of a model's text that is there, as the compiler knows it.
 * @throws KmodelError where it is a folder, or not there, with a file that may be meant
 */
export function modelFile(path: string): string {
  if (isSavedModel(path) && isFile(path))
    throw new KmodelError(
      `${path} is a saved model, where a text is needed.`,
      'It is a zip file: take `model.kmodel` out of it.',
    );
  return modelSource(path);
}

/**
 * The path of a model's text, or of a saved model, that is there, as the compiler knows it.
 * @throws KmodelError as {@link modelFile}
 */
export function modelSource(path: string): string {
  if (path === '') throw new KmodelError('The name of the model file is empty.', 'Name a `.kmodel` file.');
  if (isFolder(path)) {
    throw new KmodelError(`${path} is a folder, where a model file is needed.`, inside(path));
  }
  if (isMissing(path)) throw new KmodelError(`There is no file ${path}.`, near(path));
  refuseOtherKinds(path);
  return existingFile(path);
}

/**
 * The paths of model files, those in folders among them, as the compiler knows them; what is in a folder and
 * was named before stands once.
 * @throws KmodelError where one is not there, or a folder has none or cannot be read
 */
export function modelFiles(paths: readonly string[]): readonly string[] {
  const files = paths.filter((path) => !isFolder(path)).map(modelFile);
  const found = new Set(files);
  for (const folder of paths.filter(isFolder)) {
    const inFolder = modelsUnder(folder);
    if (inFolder.length === 0)
      throw new KmodelError(
        `There are no \`.kmodel\` files in ${folder}.`,
        'Name another folder, or a file.',
      );
    for (const file of inFolder.map(existingFile)) {
      if (found.has(file)) continue;
      found.add(file);
      files.push(file);
    }
  }
  return files;
}

/** Every model file under a folder; of what is installed or hidden, none. */
function modelsUnder(folder: string): readonly string[] {
  return entriesOf(folder)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      // Links to folders are not followed: they may lead round in a circle.
      if (entry.isDirectory())
        return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : modelsUnder(path);
      return entry.name.endsWith('.kmodel') && !isFolder(path) ? [path] : [];
    });
}

/** @throws KmodelError where nobody may look into the folder */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new KmodelError(`${folder} cannot be read: ${reasonOf(error)}.`);
  }
}

const keras = 'a model that Keras saved';
const onnx = 'an ONNX model';
const json = 'a JSON file';
const pytorch = 'a PyTorch file';
const weights = 'a file of weights';
const data = 'a file of data';

/** What files of other worlds are, by their endings. */
const otherKinds: ReadonlyMap<string, string> = new Map([
  ['.keras', keras],
  ['.h5', keras],
  ['.hdf5', keras],
  ['.safetensors', weights],
  ['.zip', 'a zip file'],
  ['.onnx', onnx],
  ['.pb', 'a TensorFlow model'],
  ['.tflite', 'a TensorFlow Lite model'],
  ['.pt', pytorch],
  ['.pth', pytorch],
  ['.py', 'Python code'],
  ['.json', json],
  ...['.npz', '.npy', '.csv', '.tsv', '.jsonl'].map((ending) => [ending, data] as const),
]);

/** @throws KmodelError for a file whose ending says that it is no kmodel text, with what to do with it */
function refuseOtherKinds(path: string): void {
  if (isSavedModel(path)) return;
  const kind = path.endsWith('.weights.h5') ? weights : otherKinds.get(extname(path).toLowerCase());
  if (kind === undefined) return;
  throw new KmodelError(`${path} is ${kind}, and no kmodel text.`, wayOut(path, kind));
}

function wayOut(path: string, kind: string): string {
  if (kind === data) return `Name the model file first, and give the data as \`--data ${path}\`.`;
  if (kind === weights)
    return `Name the model file first, and give the weights as \`--weights ${path}\` to \`evaluate\`, \`predict\` or \`train\`.`;
  const imports = (from: string): string =>
    `\`kmodel import ${from} -o ${withoutEnding(from)}.kmodel\` writes it as one`;
  if (kind === keras)
    return `${imports(path)}; to a model that is there already it gives weights, as \`--weights ${path}\`.`;
  if (kind === onnx || kind === json) return `${imports(path)}.`;
  if (kind === pytorch)
    return `Write it with \`torch.onnx.export\`; ${imports(`${withoutEnding(path)}.onnx`)}.`;
  return 'Write the model as a `.kmodel` file: `kmodel init` makes one to begin with.';
}

function withoutEnding(path: string): string {
  return path.slice(0, path.length - extname(path).length);
}

/** False for a file in a folder that may not be entered: whether it is there cannot be known. */
function isMissing(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch (error) {
    return codeOf(error) === 'ENOTDIR';
  }
}

/** The model files of a folder, the way out for somebody who named the folder. */
function inside(folder: string): string {
  const models = modelsOf(folder);
  if (models.length === 0) return 'It has no `.kmodel` files; name one elsewhere.';
  return `Name a file in it, such as ${join(folder, models[0]!)}.`;
}

function near(path: string): string | undefined {
  const folder = dirname(path);
  if (!isFolder(folder)) return `There is no folder ${folder} either.`;
  const [closest] = closestNames(basename(path), modelsOf(folder));
  const withEnding = `${path}.kmodel`;
  if (existsSync(withEnding)) return `Did you mean ${withEnding}?`;
  return closest === undefined ? undefined : `Did you mean ${join(folder, closest)}?`;
}

function modelsOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith('.kmodel'));
  } catch {
    return [];
  }
}
