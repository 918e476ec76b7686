import type { Place } from './place.ts';

export type Severity = 'error' | 'warning';

/** One finding, as data: rendering, JSON and the language server read it. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  /** One plain sentence with the actual values in it. */
  readonly message: string;
  readonly place: Place;
  readonly related: readonly RelatedPlace[];
  /** An edit in words. */
  readonly help?: string;
  readonly fixes: readonly Fix[];
}

export interface RelatedPlace {
  readonly place: Place;
  readonly message: string;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
}

export interface Edit {
  readonly place: Place;
  readonly newText: string;
}
