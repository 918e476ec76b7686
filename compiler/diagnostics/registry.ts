import type { DiagnosticDefinition } from './message.ts';
import { argumentDiagnostics } from './registry/arguments.ts';
import { dataDiagnostics } from './registry/data.ts';
import { graphDiagnostics } from './registry/graph.ts';
import { nameDiagnostics } from './registry/names.ts';
import { shapeDiagnostics } from './registry/shapes.ts';
import { targetDiagnostics } from './registry/targets.ts';
import { textDiagnostics } from './registry/text.ts';
import { trainingDiagnostics } from './registry/training.ts';

/** Every diagnostic that kmodel has. */
export const registry = {
  ...textDiagnostics,
  ...nameDiagnostics,
  ...argumentDiagnostics,
  ...shapeDiagnostics,
  ...graphDiagnostics,
  ...trainingDiagnostics,
  ...targetDiagnostics,
  ...dataDiagnostics,
} as const;

export type DiagnosticCode = keyof typeof registry;

export type Variants<Code extends DiagnosticCode> = keyof (typeof registry)[Code]['messages'] & string;

export type MessageOf<
  Code extends DiagnosticCode,
  Variant,
> = Variant extends keyof (typeof registry)[Code]['messages']
  ? (typeof registry)[Code]['messages'][Variant] & string
  : never;

/** Every code in order. */
export function allDiagnosticCodes(): readonly DiagnosticCode[] {
  return (Object.keys(registry) as DiagnosticCode[]).sort();
}

/** The definition of a code, or undefined for text that is none. */
export function findDiagnostic(code: string): DiagnosticDefinition | undefined {
  return Object.hasOwn(registry, code) ? registry[code as DiagnosticCode] : undefined;
}

/** The name of a code's page in `docs/diagnostics`, without the folder. */
export function diagnosticPage(code: DiagnosticCode): string {
  return `${code}-${registry[code].name}.md`;
}
