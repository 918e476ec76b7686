import { reasonOf } from '../files.ts';
import type { Callback, CallbackContext, Logs } from './callback.ts';
import { requireCallbackOptions } from './require-options.ts';

export interface RemoteMonitorOptions {
  readonly root?: string;
  readonly path?: string;
  /** The field of the form that holds the values. */
  readonly field?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** As JSON instead of as a form. */
  readonly sendAsJson?: boolean;
  /** False: nothing is sent, and it says how it would be. */
  readonly isAllowed?: boolean;
}

/** How long an answer may take: the training waits for it. */
const patience = 10_000;

/**
 * Sends the logs of every epoch to an address, which it names when the training begins. One that the text of a model
 * declares sends nothing unless whoever starts the training allows its address. What goes wrong on the way is a
 * warning, the first time.
 */
export class RemoteMonitor implements Callback {
  private readonly url: string;
  private readonly isAllowed: boolean;
  private readonly options: RemoteMonitorOptions;
  private say: CallbackContext['say'] | undefined;
  private hasWarned = false;

  constructor(options: RemoteMonitorOptions = {}) {
    requireCallbackOptions('RemoteMonitor', options, ['headers', 'isAllowed']);
    const { root = 'http://localhost:9000', path = '/publish/epoch/end/' } = options;
    this.url = root + path;
    this.isAllowed = options.isAllowed ?? true;
    this.options = options;
  }

  onTrainBegin({ say }: CallbackContext): void {
    this.say = say;
    if (!this.isAllowed) {
      const origin = URL.canParse(this.url) ? new URL(this.url).origin : this.url;
      say(
        'note',
        `RemoteMonitor is off: a model alone sends nothing. \`--allow-address ${origin}\` lets it.`,
      );
      return;
    }
    say('note', `RemoteMonitor sends what every epoch logs to ${this.url}.`);
  }

  async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    if (!this.isAllowed) return;
    const { sendAsJson = false, field = 'data', headers = {} } = this.options;
    const values = JSON.stringify({ epoch, ...logs });
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        // URLSearchParams says by itself that it is a form.
        headers: { ...(sendAsJson ? { 'Content-Type': 'application/json' } : {}), ...headers },
        body: sendAsJson ? values : new URLSearchParams({ [field]: values }),
        signal: AbortSignal.timeout(patience),
      });
      await response.arrayBuffer();
      if (!response.ok) this.warn(epoch, `the server answers ${response.status}`);
    } catch (error) {
      this.warn(epoch, reasonOf(error instanceof Error && error.cause ? error.cause : error));
    }
  }

  private warn(epoch: number, reason: string): void {
    if (this.hasWarned) return;
    this.hasWarned = true;
    this.say?.('warning', `What epoch ${epoch + 1} logged did not reach ${this.url}: ${reason}.`);
  }
}
