import { megabytes, type PullProgress } from './progress.ts'

/** The part of a stream that a display needs: a terminal tells its width. */
export interface DisplayStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

export interface ProgressDisplay {
  show(progress: PullProgress): void
  /** Ends the line that is being rewritten. */
  end(): void
}

/** On a terminal one line is rewritten while bytes come; elsewhere (a log, a pipe) there is one line for each phase and note. */
export function createProgressDisplay(stream: DisplayStream): ProgressDisplay {
  return stream.isTTY === true ? terminalDisplay(stream) : { show: (progress) => showLine(stream, progress), end: () => undefined }
}

function showLine(stream: DisplayStream, progress: PullProgress): void {
  if (progress.kind !== 'bytes') stream.write(`${progress.model}: ${progress.text}\n`)
}

const ERASE_LINE = '\r\u001b[2K'

function terminalDisplay(stream: DisplayStream): ProgressDisplay {
  let shown = ''
  const erase = () => {
    if (shown !== '') stream.write(ERASE_LINE)
    shown = ''
  }
  const rewrite = (text: string) => {
    // A line that wraps can't be erased.
    const line = text.slice(0, (stream.columns ?? 80) - 1)
    if (line === shown) return
    erase()
    stream.write(line)
    shown = line
  }
  return {
    show(progress) {
      switch (progress.kind) {
        case 'bytes':
          return rewrite(barOf(progress))
        case 'phase':
          return rewrite(`${progress.model}: ${progress.text}`)
        case 'note':
          erase()
          return showLine(stream, progress)
      }
    },
    end: erase,
  }
}

const BAR_CHARACTERS = 24

function barOf({ model, phase, doneBytes, totalBytes }: Extract<PullProgress, { kind: 'bytes' }>): string {
  if (totalBytes === undefined) return `${model}  ${phase}  ${megabytes(doneBytes)} MB`
  const share = totalBytes === 0 ? 1 : Math.min(1, doneBytes / totalBytes)
  const bar = '#'.repeat(Math.floor(share * BAR_CHARACTERS)).padEnd(BAR_CHARACTERS, '.')
  return `${model}  ${phase}  [${bar}] ${String(Math.floor(share * 100)).padStart(3)} %  ${megabytes(doneBytes)} of ${megabytes(totalBytes)} MB`
}
