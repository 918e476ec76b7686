/** An op that has no text in terms of tfjs. */
export class UnwritableOp extends Error {
  override readonly name = 'UnwritableOp';
}
