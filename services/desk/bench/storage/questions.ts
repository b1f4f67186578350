import { writeCursor } from '../../src/http/call-cursor.ts'
import {
  ADVISORS,
  ALERTS,
  advisorName,
  CALLERS,
  callerNumber,
  callIdOf,
  DISPOSITIONS,
  INTENTS,
  type MadeSet,
  madeCall,
  QUEUES,
  startOf,
} from './made-call.ts'
import { madeWord, type SeededNumbers, VOCABULARY } from './made-words.ts'

/** A request as a page sends it. */
export interface Asked {
  readonly as: string
  readonly path: string
  /** POST, with this. */
  readonly body?: unknown
  /** Of a stream: so many lines are waited for. */
  readonly lines?: number
}

export interface Question {
  readonly name: string
  /** The same question about something else each time. */
  ask(numbers: SeededNumbers): Asked
}

const EVERYTHING = 'supervisor-1'
const TWO_TEAMS = 'supervisor-2'
const DAY_MS = 86_400_000

/** Every list, search, chart and first page of an export that the API serves. */
export function questionsAbout(set: MadeSet): Question[] {
  return [...lists(set), ...searches(set), ...aboutOneCall(set), ...charts(set), ...overseers(set), ...exports(set), ...dataProtection(set)]
}

function advisorOf(numbers: SeededNumbers): string {
  return advisorName(numbers.below(ADVISORS))
}

function get(name: string, ask: (numbers: SeededNumbers) => readonly [string, string, Record<string, string>?]): Question {
  return {
    name,
    ask(numbers) {
      const [as, path, query = {}] = ask(numbers)
      const text = new URLSearchParams(query).toString()
      return { as, path: `/api/v1/${path}${text === '' ? '' : `?${text}`}` }
    },
  }
}

function lists(set: MadeSet): Question[] {
  const deep = (numbers: SeededNumbers) => writeCursor({ startedAtMs: startOf(numbers.below(set.calls), set), callId: 'x' })
  const state = (numbers: SeededNumbers) => numbers.of(['complete', 'saved', 'approved', 'rejected'])
  return [
    get('calls: first page, supervisor', () => [EVERYTHING, 'calls']),
    get('calls: first page, supervisor of two teams', () => [TWO_TEAMS, 'calls']),
    get('calls: first page, advisor', (n) => [advisorOf(n), 'calls']),
    get('calls: 200 of them, supervisor', () => [EVERYTHING, 'calls', { limit: '200' }]),
    get('calls: deep page, supervisor', (n) => [EVERYTHING, 'calls', { before: deep(n) }]),
    get('calls: deep page, supervisor of two teams', (n) => [TWO_TEAMS, 'calls', { before: deep(n) }]),
    get('calls: deep page, advisor', (n) => [advisorOf(n), 'calls', { before: deep(n) }]),
    get('calls: that run', () => [EVERYTHING, 'calls', { state: 'live' }]),
    get('calls: by state of the summary, supervisor', (n) => [EVERYTHING, 'calls', { state: 'ended', summary: state(n) }]),
    get('calls: by state of the summary, deep page', (n) => [EVERYTHING, 'calls', { summary: state(n), before: deep(n) }]),
    get('calls: by state of the summary, advisor', (n) => [advisorOf(n), 'calls', { summary: state(n) }]),
    get('alerts of the set-up', (n) => [n.of(['ops', EVERYTHING, TWO_TEAMS]), 'alerts']),
  ]
}

function searches(set: MadeSet): Question[] {
  const language = (n: SeededNumbers) => n.of(['fr', 'en'] as const)
  const usual = (n: SeededNumbers) => madeWord(language(n), n.below(100))
  const between = (n: SeededNumbers, from: number, to: number) => madeWord(language(n), from + n.below(to - from))
  const rare = (n: SeededNumbers) => between(n, 5000, VOCABULARY)
  const said = (n: SeededNumbers, words: number) => {
    const { events } = madeCall(n.below(set.calls), set)
    const texts = events.flatMap(({ body }) => (body.case === 'utterance' ? [body.value.text.replace(/[.?]/g, '').trim()] : []))
    return n
      .of(texts)
      .split(' ')
      .slice(1, 1 + words)
      .join(' ')
  }
  const find = (name: string, query: (n: SeededNumbers) => Record<string, string>, as: (n: SeededNumbers) => string = () => EVERYTHING) =>
    get(`search: ${name}`, (n) => [as(n), 'search/calls', query(n)])
  const days = (n: SeededNumbers) => {
    const fromMs = startOf(n.below(set.calls), set)
    return { from: new Date(fromMs).toISOString(), to: new Date(fromMs + 7 * DAY_MS).toISOString() }
  }
  return [
    find('every call', () => ({})),
    find('a usual word', (n) => ({ q: usual(n) })),
    find('a usual word, advisor', (n) => ({ q: usual(n) }), advisorOf),
    find(
      'a usual word, two teams',
      (n) => ({ q: usual(n) }),
      () => TWO_TEAMS,
    ),
    find('a word of one call in ten or a hundred', (n) => ({ q: between(n, 200, 5000) })),
    find('a word of one call in ten or a hundred, advisor', (n) => ({ q: between(n, 200, 5000) }), advisorOf),
    find('a rare word', (n) => ({ q: rare(n) })),
    find('two words', (n) => ({ q: `${usual(n)} ${between(n, 100, 2000)}` })),
    find('two rare words', (n) => ({ q: `${rare(n)} ${rare(n)}` })),
    find('a word and without another', (n) => ({ q: `${between(n, 200, 5000)} -${usual(n)}` })),
    find('a beginning', (n) => ({ q: `${between(n, 300, 9000).slice(0, 3 + n.below(4))}*` })),
    find('two words in quotes', (n) => ({ q: `"${said(n, 2)}"` })),
    find('four words in quotes', (n) => ({ q: `"${said(n, 4)}"` })),
    find('words in quotes that nobody says', (n) => ({ q: `"${rare(n)} ${rare(n)}"` })),
    find('usual words in quotes, hardly ever in that order', (n) => ({ q: `"${usual(n)} ${usual(n)} ${usual(n)}"` })),
    find('a word that nobody says', (n) => ({ q: `unheard${n.below(1000)}` })),
    find('a word, of an advisor and a queue', (n) => ({ q: usual(n), advisor: advisorOf(n), queue: n.of(QUEUES) })),
    find('a word, of a week', (n) => ({ q: between(n, 100, 5000), ...days(n) })),
    find('an intent', (n) => ({ intent: `intent-${n.below(INTENTS)}` })),
    find('an outcome and how it ended', (n) => ({
      disposition: `disposition-${n.below(DISPOSITIONS)}`,
      resolution: n.of(['settled', 'unsettled']),
    })),
    find('a rare mixture of filters', (n) => ({
      disposition: `disposition-${n.below(DISPOSITIONS)}`,
      intent: `intent-${n.below(INTENTS)}`,
      queue: n.of(QUEUES),
      language: language(n),
      alert: n.of(ALERTS).id,
    })),
    find('an alert', (n) => ({ alert: n.of(['any', ...ALERTS.map(({ id }) => id)]) })),
    find('a warning that no call has', () => ({ warning: 'call.no-words' })),
    find('length and state of the summary', (n) => ({ minSeconds: '600', maxSeconds: '700', summary: n.of(['rejected', 'approved']) })),
    find(
      'a queue, two teams',
      (n) => ({ queue: n.of(QUEUES) }),
      () => TWO_TEAMS,
    ),
    find('deep page of a word', (n) => ({
      q: usual(n),
      before: writeCursor({ startedAtMs: startOf(n.below(set.calls), set), callId: 'x' }),
    })),
    find('deep page of an intent', (n) => ({
      intent: `intent-${n.below(INTENTS)}`,
      before: writeCursor({ startedAtMs: startOf(n.below(set.calls), set), callId: 'x' }),
    })),
    get('search: choices, supervisor', () => [EVERYTHING, 'search/choices']),
    get('search: choices, two teams', () => [TWO_TEAMS, 'search/choices']),
    get('search: choices, advisor', (n) => [advisorOf(n), 'search/choices']),
    get('search: saved views', (n) => [advisorOf(n), 'search/views']),
  ]
}

function aboutOneCall(set: MadeSet): Question[] {
  const id = (n: SeededNumbers) => callIdOf(n.below(set.calls), set)
  return [
    get('call: all of it', (n) => [EVERYTHING, `calls/${id(n)}`]),
    get('call: 100 events of it', (n) => [EVERYTHING, `calls/${id(n)}`, { limit: '100' }]),
    get('call: revisions of the summary', (n) => [EVERYTHING, `calls/${id(n)}/summary/revisions`]),
    get('call: accounting', (n) => ['ops', `calls/${id(n)}/accounting`]),
    get('call: scorecard', (n) => [EVERYTHING, `calls/${id(n)}/scorecard`]),
    get('call: hidden words', (n) => ['dpo', `calls/${id(n)}/originals`]),
  ]
}

function charts(set: MadeSet): Question[] {
  const period = (n: SeededNumbers, days: number) => {
    const lastMs = set.endsAtMs - n.below(Math.max(1, 365 - days)) * DAY_MS
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
    return { from: day(lastMs - (days - 1) * DAY_MS), to: day(lastMs) }
  }
  return ['calls', 'suggestions'].flatMap((chart) => [
    get(`chart of ${chart}: a day`, (n) => [EVERYTHING, `insights/${chart}`, period(n, 1)]),
    get(`chart of ${chart}: 30 days`, (n) => [EVERYTHING, `insights/${chart}`, period(n, 30)]),
    get(`chart of ${chart}: a year`, (n) => [EVERYTHING, `insights/${chart}`, period(n, 365 - n.below(20))]),
    get(`chart of ${chart}: a year of a queue`, (n) => [EVERYTHING, `insights/${chart}`, { ...period(n, 365), queue: n.of(QUEUES) }]),
    get(`chart of ${chart}: a year, two teams`, (n) => [TWO_TEAMS, `insights/${chart}`, period(n, 365 - n.below(20))]),
  ])
}

function overseers(set: MadeSet): Question[] {
  const before = (n: SeededNumbers) => String(1000 + n.below(2 * set.calls - 1000))
  return [
    get('feedback by source', () => [EVERYTHING, 'insights/feedback']),
    get('summaries to review', () => [EVERYTHING, 'reviews']),
    get('summaries to review, two teams', () => [TWO_TEAMS, 'reviews']),
    get('proposed intents', (n) => [EVERYTHING, 'intents/proposals', { language: n.of(['fr', 'en']) }]),
    get('audit log: first page', () => ['ops', 'audit']),
    get('audit log: deep page', (n) => ['dpo', 'audit', { before: before(n) }]),
    get('audit log: deep page of 1000', (n) => ['dpo', 'audit', { before: before(n), limit: '1000' }]),
    get('webhook deliveries', () => ['ops', 'webhooks/deliveries']),
  ]
}

function exports(set: MadeSet): Question[] {
  const first = (name: string, lines: number, path: (n: SeededNumbers) => string): Question => ({
    name: `export: ${name}`,
    ask: (n) => ({ as: n.of([EVERYTHING, TWO_TEAMS]), path: `/api/v1/exports/${path(n)}`, lines }),
  })
  return [
    first('first 100 calls, CSV', 100, () => 'calls?format=csv'),
    first('first 100 calls of an intent, JSON', 100, (n) => `calls?format=json&intent=intent-${n.below(INTENTS)}`),
    first(
      'first 100 calls with a word, CSV',
      100,
      (n) => `calls?format=csv&q=${encodeURIComponent(madeWord(n.of(['fr', 'en']), n.below(100)))}`,
    ),
    first('first approved summary with its call', 1, () => 'evaluation-set'),
    {
      name: 'export: everything on three calls',
      ask: (n) => ({
        as: 'dpo',
        path: '/api/v1/caller/export',
        body: { callIds: [0, 1, 2].map(() => callIdOf(n.below(set.calls), set)) },
      }),
    },
  ]
}

function dataProtection(set: MadeSet): Question[] {
  return [
    {
      name: 'caller: by number',
      ask: (n) => ({ as: 'dpo', path: '/api/v1/caller/find', body: { identifier: callerNumber(n.below(CALLERS)) } }),
    },
    {
      name: 'caller: by a number that never called',
      ask: (n) => ({ as: 'dpo', path: '/api/v1/caller/find', body: { identifier: `01990012${10 + n.below(90)}` } }),
    },
    {
      name: 'caller: by the call',
      ask: (n) => ({ as: 'dpo', path: '/api/v1/caller/find', body: { identifier: callIdOf(n.below(set.calls), set) } }),
    },
    get('retention rules and what was removed', () => ['dpo', 'retention']),
  ]
}
