import { defineConvLSTM } from './base-conv-lstm.ts';

export const convLSTM2D = defineConvLSTM(2);
