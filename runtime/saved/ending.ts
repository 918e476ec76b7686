/** The ending of files that hold a whole model. */
export const savedEnding = '.kmodel.zip';

/** True for the path of a file that holds a whole model. */
export function isSavedModel(path: string): boolean {
  return path.endsWith(savedEnding);
}
