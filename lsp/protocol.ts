import type { Position, Range, TextDocumentIdentifier } from 'vscode-languageserver';

/**
 * What the server adds to the language server protocol. Clients import this file alone: it holds names and types,
 * nothing that runs.
 */

/** The language's id in editors. */
export const languageId = 'kmodel';

/** The section of the configuration that the server asks for. */
export const settingsSection = 'kmodel';

/** Commands that code lenses name and clients run; each takes `[uri, modelName]`. */
export const commandNames = {
  /** Opens the diagram of a model beside the text. */
  showGraph: 'kmodel.showGraph',
  /** Trains a model in a terminal. */
  train: 'kmodel.train',
} as const;

/** Arguments of the {@link commandNames}. */
export type ModelCommandArguments = readonly [uri: string, modelName: string];

/** What users may set, under `kmodel.` in the client's configuration. Everything may be left out. */
export interface KmodelSettings {
  readonly inlayHints?: {
    /** The type behind each stage of a pipeline. Default: true. */
    readonly shapes?: boolean;
    /** The names of arguments that are given by position. Default: true. */
    readonly argumentNames?: boolean;
    /** The number of parameters at a model's name. Default: true. */
    readonly parameters?: boolean;
  };
  /** Parameters, memory and commands above each model. Default: true. */
  readonly codeLens?: boolean;
  readonly trace?: {
    /** How much of the traffic the client logs; the server does not read it. */
    readonly server?: 'off' | 'messages' | 'verbose';
  };
}

/** The settings with every default filled in. */
export interface ResolvedSettings {
  readonly inlayHints: {
    readonly shapes: boolean;
    readonly argumentNames: boolean;
    readonly parameters: boolean;
  };
  readonly codeLens: boolean;
}

/** What a client may send with `initialize`. */
export interface InitializationOptions {
  /**
   * How diagnostics reach the client. `push`: published as the text changes. `pull`: only on request. Left out,
   * both are offered, and a client that declares and uses pulling is no longer pushed to.
   */
  readonly diagnostics?: 'push' | 'pull';
  /** Settings for clients that answer no `workspace/configuration`. */
  readonly settings?: KmodelSettings;
}

/** `kmodel/diagram`: the diagram of the model around a position, or of the file's first model. */
export const diagramMethod = 'kmodel/diagram';

export interface DiagramParams {
  readonly textDocument: TextDocumentIdentifier;
  /** Left out: the first model of the file. */
  readonly position?: Position;
}

/** Null where the file has no model, or the model has an error and no diagram comes of it. */
export type DiagramResult = Diagram | null;

export interface Diagram {
  readonly model: string;
  /** The document's version that was drawn; null for a file that is not open. */
  readonly version: number | null;
  /** A picture with `<g data-node="…">` around each node. */
  readonly svg: string;
  readonly nodes: readonly DiagramNode[];
}

/** One box of the diagram, and where it stands in the text. */
export interface DiagramNode {
  /** As in `data-node`: `input:image`, `layer:digit_dense`, `head:digit`. */
  readonly id: string;
  /** The document that the range lies in: an imported block has its own. */
  readonly uri: string;
  readonly range: Range;
}
