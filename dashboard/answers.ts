import { join } from 'node:path';
import type { ModelGraph } from '../compiler/index.ts';
import type { LayerInstance } from '../compiler/graph/model-graph.ts';
import { createDiagram } from '../compiler/graph/diagram/create-diagram.ts';
import { foldDiagram } from '../compiler/graph/diagram/fold-diagram.ts';
import { compareRuns, type RunComparison } from '../runtime/run/compare.ts';
import { readEvents } from '../runtime/run/events.ts';
import { readEvaluation, type Evaluation } from '../runtime/inspect/evaluation.ts';
import { evaluationFile, histogramsFile, runFiles } from '../runtime/run/folder.ts';
import { readInspections, type EpochInspection } from '../runtime/run/histograms.ts';
import { listedRun, listRuns, type RunEntry } from '../runtime/run/list.ts';
import { modelOfRun, textOfRun } from '../runtime/run/model-text.ts';
import type { RunRecord } from '../runtime/run/record.ts';
import { curvesOf, type RunCurves } from './curves.ts';
import { embeddingLayers, embeddingVectors, embeddingView, type EmbeddingView } from './embeddings.ts';
import { firstConvolution, kernelPicture } from './kernels.ts';

/** A run in the dashboard's list. */
export interface ListedRun {
  readonly name: string;
  readonly model: string;
  readonly state: string;
  readonly start: string;
  readonly seconds: number;
  readonly epochs: number;
  readonly logs: RunEntry['logs'];
}

/** What the page asks of one run. */
export interface RunDetails {
  readonly name: string;
  readonly state: string;
  readonly record: RunRecord;
  readonly curves: RunCurves;
  readonly messages: readonly string[];
  /** The model's text; null where the run was not made from a file. */
  readonly text: string | null;
  /** Heads with a loss, and what weighs them in the total. */
  readonly heads: readonly { readonly name: string; readonly weight: number }[];
  /** The first convolution of images, where the run has weights of one; else null. */
  readonly kernels: string | null;
  /** The layers that hold a table of vectors. */
  readonly embeddings: readonly string[];
}

/** Answers from the folders of the runs, as they are now. Only listed runs are read: no name is taken as a path. */
export class Answers {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  list(): readonly ListedRun[] {
    return listRuns(this.#folder).map(({ name, record, state, epochs, logs }) => {
      const { model, start, seconds } = record;
      return { name, model, state, start, seconds, epochs, logs };
    });
  }

  /** Undefined where there is no such run, or it goes while it is read. */
  details(name: string): RunDetails | undefined {
    const run = this.#find(name);
    if (!run) return undefined;
    const events = readEvents(join(run.path, runFiles.events));
    const graph = modelOfRun(run);
    return {
      name,
      state: run.state,
      record: run.record,
      curves: curvesOf(events),
      messages: events.flatMap((event) => (event.event === 'message' ? [event.text] : [])),
      text: textOfRun(run) ?? null,
      heads: (graph?.heads ?? [])
        .filter(({ loss }) => loss)
        .map(({ name: head, weight }) => ({ name: head, weight })),
      kernels: (graph && firstConvolution(graph)?.name) ?? null,
      embeddings: graph ? embeddingLayers(graph).map((layer) => layer.name) : [],
    };
  }

  /** The picture of the model that a run trained. */
  async picture(name: string): Promise<string | undefined> {
    const run = this.#find(name);
    const graph = run && modelOfRun(run);
    if (!graph) return undefined;
    const { diagramToSvg } = await import('../compiler/graph/diagram/formats/svg.ts');
    return diagramToSvg(foldDiagram(createDiagram(graph)));
  }

  /** What was seen inside the model, epoch by epoch; empty where nothing was looked at. */
  layers(name: string): readonly EpochInspection[] | undefined {
    const run = this.#find(name);
    return run && readInspections(join(run.path, histogramsFile));
  }

  /** What the model of a run said to samples at its end; null where that was not kept. */
  results(name: string): Evaluation | null | undefined {
    const run = this.#find(name);
    return run && readEvaluation(join(run.path, evaluationFile));
  }

  /** The kernels of the first convolution, as the last weights of a run have them: a PNG. */
  kernels(name: string): Uint8Array | undefined {
    const run = this.#find(name);
    const graph = run && modelOfRun(run);
    const layer = graph && firstConvolution(graph);
    return layer && kernelPicture(run!.path, layer.name);
  }

  /** A table of vectors in three dimensions, as the last weights of a run have it; the first one by default. */
  embedding(name: string, layer: string | null): EmbeddingView | undefined {
    const found = this.#embedding(name, layer);
    return found && embeddingView(found.path, found.graph, found.layer);
  }

  /** The vectors of such a table that are shown, as the bytes of floats in little-endian order. */
  vectors(name: string, layer: string | null): Uint8Array | undefined {
    const found = this.#embedding(name, layer);
    return found && embeddingVectors(found.path, found.layer);
  }

  #embedding(
    name: string,
    layer: string | null,
  ): { readonly path: string; readonly graph: ModelGraph; readonly layer: LayerInstance } | undefined {
    const run = this.#find(name);
    const graph = run && modelOfRun(run);
    if (!graph) return undefined;
    const layers = embeddingLayers(graph);
    const chosen = layers.find((each) => each.name === layer) ?? layers[0];
    return chosen && { path: run.path, graph, layer: chosen };
  }

  compare(a: string, b: string): RunComparison | undefined {
    const [first, second] = [this.#find(a), this.#find(b)];
    return first && second && compareRuns(first, second);
  }

  #find(name: string): RunEntry | undefined {
    return listedRun(this.#folder, name);
  }
}
