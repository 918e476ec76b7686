import type { Span } from '../../grammar/source.ts';
import type { Place } from './place.ts';
import type { Diagnostic, Fix, RelatedPlace } from './diagnostic.ts';
import { fillMessage, type MessageValues } from './message.ts';
import { registry, type DiagnosticCode, type MessageOf, type Variants } from './registry.ts';

export interface ReportDetails {
  readonly related?: readonly RelatedPlace[];
  readonly help?: string;
  readonly fixes?: readonly Fix[];
  /** A sentence that follows the message: "Did you mean `x`?" */
  readonly suggestion?: string;
}

/**
 * Gathers the findings of one run. A second finding with the same code at the same place is the same
 * mistake, met again through another use, and is dropped.
 */
export interface Collector {
  readonly report: <Code extends DiagnosticCode, Variant extends Variants<Code>>(
    code: Code,
    variant: Variant,
    values: MessageValues<MessageOf<Code, Variant>>,
    place: Place,
    details?: ReportDetails,
  ) => void;
  /** Takes over what another collector found, with the related places of this one. */
  readonly adopt: (diagnostics: readonly Diagnostic[]) => void;
  /** Related places that every report gets at its end until the function returns: the uses around a block. */
  readonly within: <T>(related: RelatedPlace, run: () => T) => T;
  readonly diagnostics: () => readonly Diagnostic[];
  /** Number of errors so far: a rule that must stay silent after an error compares it. */
  readonly errorCount: () => number;
  /** Number of reports so far, of all severities, with those that were dropped. */
  readonly reportCount: () => number;
}

/**
 * Keeps findings in the order in which they come, leaving out those that say the same as one before, and those in
 * text that is broken itself: they follow from that.
 */
export function createSieve(): {
  readonly add: (code: string, place: Place, describe: () => Diagnostic) => void;
  readonly kept: readonly Diagnostic[];
} {
  const kept: Diagnostic[] = [];
  const known = new Set<string>();
  const broken = new Map<string, Span[]>();
  const isBrokenText = ({ file, span }: Place): boolean =>
    broken.get(file)?.some((other) => other.start < span.end && span.start < other.end) ?? false;
  return {
    kept,
    add(code, place, describe) {
      const key = `${code} ${place.span.start} ${place.span.end} ${place.file}`;
      if (known.has(key)) return;
      known.add(key);
      if (code === 'KM0001' || code === 'KM0002') {
        broken.set(place.file, (broken.get(place.file) ?? []).concat(place.span));
      } else if (isBrokenText(place)) return;
      kept.push(describe());
    },
  };
}

export function createCollector(): Collector {
  const sieve = createSieve();
  const around: RelatedPlace[] = [];
  let errors = 0;
  let reports = 0;

  return {
    report(code, variant, values, place, details = {}) {
      reports++;
      const definition = registry[code];
      if (definition.severity === 'error') errors++;
      sieve.add(code, place, () => {
        const messages: Readonly<Record<string, string>> = definition.messages;
        const message = fillMessage(messages[variant]!, values);
        return {
          code,
          severity: definition.severity,
          message: details.suggestion ? `${message} ${details.suggestion}` : message,
          place,
          related: [...(details.related ?? []), ...[...around].reverse()],
          ...(details.help === undefined ? {} : { help: details.help }),
          fixes: details.fixes ?? [],
        };
      });
    },
    adopt(diagnostics) {
      for (const diagnostic of diagnostics) {
        reports++;
        if (diagnostic.severity === 'error') errors++;
        sieve.add(diagnostic.code, diagnostic.place, () => ({
          ...diagnostic,
          related: [...diagnostic.related, ...[...around].reverse()],
        }));
      }
    },
    within(related, run) {
      around.push(related);
      try {
        return run();
      } finally {
        around.pop();
      }
    },
    diagnostics: () => sieve.kept,
    errorCount: () => errors,
    reportCount: () => reports,
  };
}
