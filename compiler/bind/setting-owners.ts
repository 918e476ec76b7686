import type { ArgumentDeclarations } from '../declarations/declare.ts';
import {
  dataSettings,
  headSettings,
  inputSettings,
  objectiveSettings,
  returnSettings,
  sharedSettings,
  stepSettings,
  trainSettings,
  weightSettings,
} from './settings.ts';

/** What has settings in braces. */
export type SettingOwner =
  'input' | 'head' | 'shared' | 'train' | 'data' | 'objective' | 'weight' | 'return' | 'step';

/** The settings of each, and what it is called in a sentence. */
export const settingsOf: Readonly<
  Record<SettingOwner, { readonly text: string; readonly entries: ArgumentDeclarations }>
> = {
  input: { text: 'an input', entries: inputSettings },
  head: { text: 'a head', entries: headSettings },
  shared: { text: 'shared', entries: sharedSettings },
  train: { text: '`train`', entries: trainSettings },
  data: { text: '`data`', entries: dataSettings },
  objective: { text: 'an objective', entries: objectiveSettings },
  weight: { text: 'a weight', entries: weightSettings },
  return: { text: '`return`', entries: returnSettings },
  step: { text: 'a step', entries: stepSettings },
};
