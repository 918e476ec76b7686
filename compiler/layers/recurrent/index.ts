import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { gruCell, lstmCell, simpleRNNCell, stackedRNNCells } from './cells.ts';
import { convLSTM1D } from './conv-lstm1d.ts';
import { convLSTM2D } from './conv-lstm2d.ts';
import { convLSTM3D } from './conv-lstm3d.ts';
import { gru } from './gru.ts';
import { lstm } from './lstm.ts';
import { rnn } from './rnn.ts';
import { simpleRNN } from './simple-rnn.ts';

/** The recurrent layers, in the order of the reference. */
export const recurrentFamily: readonly LayerDeclaration[] = [
  lstm,
  gru,
  simpleRNN,
  rnn,
  lstmCell,
  gruCell,
  simpleRNNCell,
  stackedRNNCells,
  convLSTM1D,
  convLSTM2D,
  convLSTM3D,
];
