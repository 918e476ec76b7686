/** A model whose text has something that reads better, or can only be written, expanded. */
export class Unstructured extends Error {
  override readonly name = 'Unstructured';
}
