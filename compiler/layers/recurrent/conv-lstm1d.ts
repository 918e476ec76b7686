import { defineConvLSTM } from './base-conv-lstm.ts';

export const convLSTM1D = defineConvLSTM(1);
