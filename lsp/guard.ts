import { ErrorCodes, LSPErrorCodes, ResponseError, type Connection } from 'vscode-languageserver';

/**
 * Keeps the server alive: what goes wrong in a request, notification or timer is told to the client once, and
 * the server goes on.
 */
export class Guard {
  readonly #connection: Connection;
  readonly #reported = new Set<string>();
  #state: 'new' | 'running' | 'shut down' = 'new';

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Whether the client has said hello, and not yet goodbye. */
  get isRunning(): boolean {
    return this.#state === 'running';
  }

  /**
   * Answers `initialize`.
   * @throws ResponseError where it comes a second time
   */
  start<R>(answer: () => R): R {
    if (this.#state !== 'new')
      throw new ResponseError(ErrorCodes.InvalidRequest, 'The server has been initialized before.');
    const result = answer();
    this.#state = 'running';
    return result;
  }

  /**
   * Answers `shutdown`: nothing else is answered from then on.
   * @throws ResponseError before `initialize`
   */
  end(stop: () => void): void {
    this.#refuseOutside();
    this.#state = 'shut down';
    stop();
  }

  /** Runs what nobody waits for, such as a timer's work. */
  run(what: string, work: () => void | Promise<void>): void {
    try {
      const result = work();
      if (result) result.catch((error: unknown) => this.report(what, error));
    } catch (error) {
      this.report(what, error);
    }
  }

  /**
   * Answers a request; what goes wrong becomes the answer.
   * @throws ResponseError before `initialize`, after `shutdown`, and where the answer can't be found
   */
  answer<R>(method: string, find: () => R): R {
    this.#refuseOutside();
    try {
      const result = find();
      if (!(result instanceof Promise)) return result;
      return result.catch((error: unknown) => this.#fail(method, error)) as R;
    } catch (error) {
      return this.#fail(method, error);
    }
  }

  /** The protocol's error for a request that nobody answers. */
  refuse(method: string): never {
    this.#refuseOutside();
    throw new ResponseError(ErrorCodes.MethodNotFound, `There is no request ${method}.`);
  }

  /** Tells the client of a mistake of this server; of the same one only once. */
  report(what: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const key = `${what} ${error instanceof Error ? error.message : text}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.#connection.console.error(`Internal error in ${what}; the server goes on. ${text}`);
  }

  #refuseOutside(): void {
    if (this.#state === 'new')
      throw new ResponseError(ErrorCodes.ServerNotInitialized, 'The server has not been initialized.');
    if (this.#state === 'shut down')
      throw new ResponseError(ErrorCodes.InvalidRequest, 'The server has been shut down.');
  }

  #fail(method: string, error: unknown): never {
    if (error instanceof ResponseError) throw error;
    this.report(method, error);
    const message = error instanceof Error ? error.message : String(error);
    throw new ResponseError(LSPErrorCodes.RequestFailed, `Internal error in ${method}: ${message}`);
  }
}

/** Registrations of these names are for notifications, which have no answer. */
const isNotification = (name: string): boolean => /^on(?:Did|Will|Initialized|Notification)/.test(name);

/** `onInitialize` and `onShutdown` change the server's state; `onExit` ends it whatever its state. */
const unguarded: ReadonlySet<string> = new Set(['onInitialize', 'onShutdown', 'onExit']);

type Handler = (...args: unknown[]) => unknown;

/**
 * The same connection, on which every handler of a request or notification is registered with the guard around it.
 * @param part the connection, or a part of it such as `languages`
 */
export function guarded<T extends object>(part: T, guard: Guard, around = ''): T {
  return new Proxy(part, {
    get(target, key): unknown {
      const value: unknown = Reflect.get(target, key);
      if (typeof key !== 'string') return value;
      const name = around === '' ? key : `${around}.${key}`;
      if (typeof value === 'object' && value !== null) return guarded(value, guard, name);
      if (typeof value !== 'function') return value;
      const call = value as Handler;
      if (!/^on(?:[A-Z]|$)/.test(key) || unguarded.has(key)) return call.bind(target);
      return (...args: unknown[]) => {
        const what = typeof args[0] === 'string' ? args[0] : name;
        const wrap = (arg: unknown): unknown =>
          typeof arg === 'function' ? guardedHandler(arg as Handler, what, isNotification(key), guard) : arg;
        return call.apply(target, args.map(wrap));
      };
    },
  });
}

function guardedHandler(handler: Handler, name: string, isNotification: boolean, guard: Guard): Handler {
  if (!isNotification) return (...args) => guard.answer(name, () => handler(...args));
  return (...args) => {
    if (guard.isRunning) guard.run(name, () => handler(...args) as void | Promise<void>);
  };
}
