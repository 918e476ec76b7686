import { defineConvLSTM } from './base-conv-lstm.ts';

export const convLSTM3D = defineConvLSTM(3);
