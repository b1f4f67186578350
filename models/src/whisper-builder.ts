/** Writes a Whisper model in the form that Souffleur's engine runs. */
export interface WhisperBuilder {
  /** Grows when what it writes changes. */
  readonly version: number
  /** What it leaves in the output folder, at least. */
  readonly files: readonly string[]
  build(sourceFolder: string, outputFolder: string, onProgress?: (line: string) => void): Promise<void>
}

/** Loaded when it is needed: most starts find every model built. */
export async function loadWhisperBuilder(): Promise<WhisperBuilder> {
  const { buildWhisper, WHISPER_GRAPH_VERSION, whisperFiles } = await import('./whisper/build-whisper.ts')
  return { version: WHISPER_GRAPH_VERSION, files: whisperFiles, build: buildWhisper }
}
