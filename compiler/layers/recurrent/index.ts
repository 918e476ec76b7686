import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { gru } from './gru.ts';
import { lstm } from './lstm.ts';
import { simpleRNN } from './simple-rnn.ts';

/** The recurrent layers, in the order of the reference. */
export const recurrentFamily: readonly LayerDeclaration[] = [lstm, gru, simpleRNN];
