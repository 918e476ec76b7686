import type { KmodelSettings, ResolvedSettings } from './protocol.ts';

/** The settings with defaults in the place of what is missing or no boolean. */
export function resolveSettings(given: KmodelSettings | null | undefined): ResolvedSettings {
  const hints = given?.inlayHints;
  return {
    inlayHints: {
      shapes: isOn(hints?.shapes),
      argumentNames: isOn(hints?.argumentNames),
      parameters: isOn(hints?.parameters),
    },
    codeLens: isOn(given?.codeLens),
  };
}

function isOn(value: unknown): boolean {
  return typeof value === 'boolean' ? value : true;
}
