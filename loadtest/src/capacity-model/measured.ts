/** A figure of the model, and where it comes from. */
export interface Figure {
  readonly value: number
  /** `measured`: a command printed it; `derived`: from measured ones by the rule that the source names; `assumed`: nobody has measured it. */
  readonly kind: 'measured' | 'derived' | 'assumed'
  readonly source: string
}

const measured = (value: number, source: string): Figure => ({ value, kind: 'measured', source })
const derived = (value: number, source: string): Figure => ({ value, kind: 'derived', source })
const assumed = (value: number, source: string): Figure => ({ value, kind: 'assumed', source })

/** All on a machine of two cores without a GPU. Names carry the unit; a call has two channels of G.711 at 8 kHz. */
export const figures = {
  // Telephone side
  framesPerCallSecond: measured(100, 'npm run replay: souffleur_gateway_frames_total, 30,154 in 302 s of call'),
  ingestCoreMicrosPerFrame: measured(7.41, 'npm run load -- ingest, loadtest/results/ingest.json'),
  idleCoresPerCall: measured(0.00012, 'npm run load -- idle --calls 1000, loadtest/results/idle-1000.json, at rest'),
  gatewayMiBPerCall: derived(0.2, 'idle-1000.json: 1,000 calls took memory from 1,798 to 2,004 MiB'),
  wireBytesPerFrame: derived(235, '160 of sound, 6 of WebSocket, 29 of TLS 1.3, 40 of TCP and IP'),
  // The bus
  busBytesPerCallSecond: measured(20_325, 'npm run bench:bus -- --calls 100, loadtest/results/bus.txt'),
  busServerCoresPerCall: measured(0.0011, 'npm run bench:bus, docs/bus.md: 11 % of a core for 100 calls'),
  busClientCoresPerCall: measured(0.0021, 'npm run bench:bus, docs/bus.md: publisher and reader together, 21 % for 100 calls'),
  busAudioEntriesPerCallSecond: derived(10, 'docs/decisions/0018: an entry holds 100 ms of a call'),
  busServerCallsPerCoreFlatOut: derived(1_866, 'bus.txt: 93,340 batches a second flat out, 50 a second of call'),
  busAudioEntriesPerShard: derived(10_000, 'docs/bus.md, bound of a shard'),
  busBytesPerShardAndStream: derived(32 * 2 ** 20, 'docs/bus.md, bound of a shard'),
  busShards: derived(32, 'docs/decisions/0018'),
  busTakeoverSeconds: measured(6, 'docs/bus.md, tested by packages/bus/test'),
  // Recognition
  englishCallsPerCore: measured(8, 'npm run bench:calls: 16 calls on 2 cores, final p95 0.74 s, loadtest/results/calls-en.json'),
  frenchCallsPerCore: measured(4, 'npm run bench:calls: 8 calls on 2 cores, final p95 0.78 s, loadtest/results/calls-fr.json'),
  recognizerBaseMiB: derived(1_516, 'calls-fr.json: peak 2,016 MiB with 2 threads of 250 MiB; database and index of one process are in it'),
  decoderMiB: measured(250, 'docs/operations.md, SOUFFLEUR_DECODERS'),
  remoteRecognizerCoresPerCall: assumed(0.02, 'finding speech and writing down, without decoding'),
  gpuChannels: assumed(400, 'published for other engines on an H100; none has been measured with Souffleur'),
  // Understanding, summaries, pages
  utterancesPerCallSecond: measured(0.183, 'calls-en.json: 339 in 1,856 s of call; French 0.186'),
  understandingCoreMsPerUtterance: assumed(
    20,
    'retrieval with its vector takes 7.8 ms at p95 (models/eval); intents, hiding and the guide are put at as much again and more',
  ),
  draftCoreMsPerUtterance: measured(
    2,
    'npm run bench:summary: 0.80 ms on average in ten minutes, more towards the end, loadtest/results/long-summaries.txt',
  ),
  feedEventsPerCallSecond: measured(1.75, 'calls-fr.json: 0.98 partials; stored-size.txt: 0.77 others'),
  feedBytesPerEvent: derived(1_300, 'stored-size.txt: 75,053 bytes in 58 stored events of a call'),
  feedCoreMicrosPerEventAndScreen: measured(42, 'services/desk/bench/live-feed-bench.ts, loadtest/results/live-feed.txt'),
  // Storage
  rowsPerCallSecond: measured(0.98, 'services/desk/bench/stored-size.ts, loadtest/results/stored-size.txt'),
  storedBytesPerCallSecond: measured(1_284, 'services/desk/bench/stored-size.ts, loadtest/results/stored-size.txt'),
  storageCoreMicrosPerRow: assumed(400, 'of PostgreSQL, for an insert of a sealed row and its indexes'),
  walPerStoredByte: assumed(2.5, 'PostgreSQL writes a row, its index entries and whole pages after a checkpoint'),
} as const satisfies Record<string, Figure>
