/**
 * Writes the sets of `models/eval/pii`: `node models/src/eval/pii/generate/generate.ts`. Templates times values with right check digits,
 * written and spoken, with capitals and as a recogniser without them writes. The same seed gives the same files.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PersonalDataType } from '@souffleur/proto'
import { conversations } from './conversations.ts'
import { type Random, seededRandom } from './random.ts'
import { englishDev, frenchDev, type Templates } from './templates-dev.ts'
import { englishTest, frenchTest } from './templates-test.ts'
import { makers, typesOfMakers } from './values.ts'

const folder = join(import.meta.dirname, '../../../../eval/pii')
const REPETITIONS = 8
const LOOK_ALIKE_REPETITIONS = 3
const CONVERSATION_REPETITIONS = 4

interface Span {
  start: number
  end: number
  type: PersonalDataType
}

/** `{kind}` makes a value; `plain` takes capitals and punctuation away, as some recognisers do. */
export function fill(template: string, language: 'fr' | 'en', random: Random, plain: boolean): { text: string; spans: Span[] } {
  let text = ''
  const spans: Span[] = []
  for (const part of template.split(/(\{\w+\})/)) {
    const kind = /^\{(\w+)\}$/.exec(part)?.[1]
    const make = kind === undefined ? undefined : makers[kind]
    if (kind === undefined || make === undefined) {
      text += plain
        ? part
            .toLowerCase()
            .replace(/[.?!,;:«»"]/g, '')
            .replace(/ {2,}/g, ' ')
        : part
      continue
    }
    const value = make(random, language, plain || random.below(2) === 0)
    const start = text.length
    text += plain && kind !== 'iban' ? value.toLowerCase() : value
    const type = typesOfMakers[kind]
    if (type !== undefined) spans.push({ start, end: text.length, type })
  }
  return { text, spans }
}

function write(name: string, language: 'fr' | 'en', { calls, lookAlikes }: Templates, seed: number): void {
  const random = seededRandom(seed)
  const lines = [
    ...calls.flatMap((template) => Array.from({ length: REPETITIONS }, (_, place) => fill(template, language, random, place % 8 > 4))),
    ...lookAlikes.flatMap((template) =>
      Array.from({ length: LOOK_ALIKE_REPETITIONS }, (_, place) => fill(template, language, random, place === 2)),
    ),
  ]
  writeFileSync(join(folder, `${name}.jsonl`), lines.map((line) => `${JSON.stringify({ language, ...line })}\n`).join(''))
}

function writeConversations(language: 'fr' | 'en', seed: number): void {
  const random = seededRandom(seed)
  const lines = conversations[language].flatMap((conversation) =>
    Array.from({ length: CONVERSATION_REPETITIONS }, () => ({ language, turns: conversation(random) })),
  )
  writeFileSync(join(folder, `conversations-${language}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}

mkdirSync(folder, { recursive: true })
write('dev-fr', 'fr', frenchDev, 11)
write('dev-en', 'en', englishDev, 12)
write('test-fr', 'fr', frenchTest, 21)
write('test-en', 'en', englishTest, 22)
writeConversations('fr', 31)
writeConversations('en', 32)
