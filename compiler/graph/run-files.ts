/** The files of a run that kmodel itself writes; callbacks of the model add theirs. */
export const runFiles = {
  record: 'run.json',
  best: 'best.safetensors',
  last: 'last.safetensors',
  checkpoint: 'checkpoint.safetensors',
  history: 'history.json',
  events: 'events.jsonl',
  settings: 'settings.json',
  text: 'model.kmodel',
  /** Folders. */
  imports: 'model',
  summaries: 'summaries',
} as const;
