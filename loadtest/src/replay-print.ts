import { type CallEvent, channelName, type Summary, SummaryState } from '@souffleur/proto'
import { kindName, type ReplayFigures } from './replay-figures.ts'

/** Prints what an advisor would see: finals, suggestions with what they quote, warnings, and the summary at the end. */
export function printEvent(event: CallEvent): void {
  const { body } = event
  switch (body.case) {
    case 'utterance':
      print(`${clock(body.value.startMs)}  ${channelName(body.value.channel).padEnd(8)}  ${body.value.text}`)
      return
    case 'suggestionOffered': {
      const { kind, text, sources, positionMs } = body.value
      print(`${clock(positionMs)}  > ${kindName(kind)}: ${text}`)
      for (const source of sources)
        print(`           from "${source.articleTitle}" (${source.articleId}, version ${source.articleVersion}), ${source.heading}`)
      return
    }
    case 'callWarned':
      print(`! ${body.value.code} ${JSON.stringify(body.value.parameters)}`)
      return
    case 'audioGapNoted':
      print(`${clock(body.value.startMs)}  ${channelName(body.value.channel).padEnd(8)}  [${body.value.lengthMs} ms missing]`)
      return
    case 'summaryUpdated':
      if (body.value.summary?.state === SummaryState.COMPLETE) printSummary(body.value.summary)
      return
    default:
      return
  }
}

export function printFigures({ latency, stability, audio, models }: ReplayFigures): void {
  const rows: readonly (readonly [string, string])[] = [
    ['first word shown after it is spoken, p50 / p95', `${latency.firstWordP50Ms ?? '-'} / ${latency.firstWordMs ?? '-'} ms`],
    ['end of speech to final text, p50 / p95', `${latency.finalP50Ms ?? '-'} / ${latency.finalP95Ms ?? '-'} ms`],
    ['end of speech to suggestion, p95', `${latency.suggestionP95Ms ?? '-'} ms`],
    ['hang-up to summary', `${latency.summaryMs ?? '-'} ms`],
    ['firm words revised later', `${stability.firmWordsRevised} of ${stability.firmWords}`],
    ['audio', `${audio.framesSent} frames sent, ${audio.samplesRecognised} samples at 16 kHz followed, ${audio.gaps} gaps`],
    ['models', models.join(', ') || 'none'],
  ]
  print('')
  for (const [name, value] of rows) print(`${name.padEnd(48)}  ${value}`)
}

function printSummary(summary: Summary): void {
  print('\nSummary')
  for (const field of summary.fields) {
    const name = (summary.language === 'fr' ? field.label?.fr : field.label?.en) ?? field.fieldId
    print(`  ${name}${field.lines.length === 0 ? ': nothing in the call supports this' : ''}`)
    for (const line of field.lines) print(`    - ${line.text}  [${line.evidence.map(({ startMs }) => clock(startMs)).join(', ')}]`)
  }
  if (summary.disposition !== undefined)
    print(`  disposition: ${summary.disposition.dispositionId} (${Math.round(summary.disposition.confidence * 100)} %)`)
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}.${String(Math.floor((ms % 1000) / 100))}`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
