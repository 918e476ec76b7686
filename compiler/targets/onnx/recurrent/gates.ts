/** ONNX's operators of recurrent layers. */
export type RecurrentOperator = 'LSTM' | 'GRU' | 'RNN';

/** For each of Keras's gates its place among ONNX's: i, f, c, o among i, o, f, c; z, r, h are the same. */
export const gatePlaces: Readonly<Record<RecurrentOperator, readonly number[]>> = {
  LSTM: [0, 2, 3, 1],
  GRU: [0, 1, 2],
  RNN: [0],
};
