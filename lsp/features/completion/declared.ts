import type { ArgumentDeclarations } from '../../../compiler/declarations/declare.ts';
import {
  headSettings,
  inputSettings,
  objectiveSettings,
  returnSettings,
  sharedSettings,
  stepSettings,
  dataSettings,
  trainSettings,
  weightSettings,
} from '../../../compiler/bind/settings.ts';
import { findLayer } from '../../../compiler/layers/registry.ts';
import type { SettingOwner } from '../../cursor/cursor.ts';
import { componentOf } from '../../names/wanted.ts';

/** The settings of what has some. */
export const settingsOf: Readonly<Record<SettingOwner, ArgumentDeclarations>> = {
  input: inputSettings,
  head: headSettings,
  shared: sharedSettings,
  train: trainSettings,
  data: dataSettings,
  objective: objectiveSettings,
  weight: weightSettings,
  return: returnSettings,
  step: stepSettings,
};

/** The arguments of a layer or component that a user may write. */
export function argumentsOf(callee: string): ArgumentDeclarations | undefined {
  const layer = findLayer(callee);
  if (layer && !layer.internal) return layer.arguments;
  return componentOf(callee, undefined)?.arguments;
}
