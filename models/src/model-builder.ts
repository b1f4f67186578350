import type { ModelFamily } from './model.ts'

/** Writes a model in the form that Souffleur's engines run. */
export interface ModelBuilder {
  /** Grows when what it writes changes. */
  readonly version: number
  /** What it leaves in the output folder, at least. */
  readonly files: readonly string[]
  build(sourceFolder: string, outputFolder: string, onProgress?: (line: string) => void): Promise<void>
}

export type LoadBuilder = (family: ModelFamily) => Promise<ModelBuilder>

/** Loaded when it is needed: most starts find every model built. */
export const loadBuilderOf: LoadBuilder = async (family) => {
  switch (family) {
    case 'whisper': {
      const { buildWhisper, WHISPER_GRAPH_VERSION, whisperFiles } = await import('./whisper/build-whisper.ts')
      return { version: WHISPER_GRAPH_VERSION, files: whisperFiles, build: buildWhisper }
    }
    case 'e5': {
      const { buildE5, E5_GRAPH_VERSION, e5Files } = await import('./e5/build-e5.ts')
      return { version: E5_GRAPH_VERSION, files: e5Files, build: buildE5 }
    }
  }
}
