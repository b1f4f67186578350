import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DataMap } from '@souffleur/desk'
import { inventoryModels } from '@souffleur/models'
import type { Config } from '../config.ts'
import type { Egress } from '../egress/egress.ts'
import { isLoopback } from '../egress/egress-list.ts'

type Store = DataMap['stores'][number]
type MappedModel = DataMap['models'][number]

/** What lies in the data folder, by name. Whatever else is found there is shown as it is: nothing is left out. */
const knownEntries: readonly (readonly [RegExp, Store['kind']])[] = [
  [/^(?:postgres|database)/, 'database'],
  [/^secret\.key$/, 'secret-key'],
  [/^vectors$/, 'vectors'],
  [/^verified-models\.json$/, 'verified-models'],
  [/lock|\.pid$/, 'lock'],
  [/anchor/, 'anchors'],
  [/vault/, 'vault'],
]

/** Where this installation keeps data, runs models and connects to, read from the disk and from the running process. */
export async function readDataMap(config: Config, egress: Egress): Promise<DataMap> {
  return { stores: await storesOf(config), models: await mappedModels(config), egress: egressOf(egress) }
}

async function storesOf({ dataFolder, modelsFolder, databaseUrl, auditAnchorsFile }: Config): Promise<Store[]> {
  const here = { isOnThisMachine: true }
  const names = (await readdir(dataFolder).catch(() => [])).toSorted()
  const entries = names.map(async (name): Promise<Store> => {
    const kind = knownEntries.find(([pattern]) => pattern.test(name))?.[1] ?? 'other'
    return { kind, place: join(dataFolder, name), bytes: await bytesUnder(join(dataFolder, name)), ...here }
  })
  return [
    ...(databaseUrl === undefined ? [] : [serverStore(databaseUrl)]),
    ...(await Promise.all(entries)),
    ...(dirname(auditAnchorsFile) === dataFolder
      ? []
      : [{ kind: 'anchors' as const, place: auditAnchorsFile, bytes: await bytesUnder(auditAnchorsFile), ...here }]),
    { kind: 'models', place: modelsFolder, bytes: await bytesUnder(modelsFolder), ...here },
    { kind: 'logs', place: 'stdout', bytes: null, ...here },
    { kind: 'browser', place: 'cookie, localStorage', bytes: null, isOnThisMachine: false },
  ]
}

/** Never the address itself: it holds a password. */
function serverStore(databaseUrl: string): Store {
  const { hostname, port, pathname } = new URL(databaseUrl)
  const isOnThisMachine = hostname === '' || isLoopback(hostname)
  return { kind: 'database', place: `PostgreSQL ${hostname}${port === '' ? '' : `:${port}`}${pathname}`, bytes: null, isOnThisMachine }
}

/** Files come and go while this looks: what is gone counts as nothing. */
async function bytesUnder(path: string): Promise<number> {
  const facts = await stat(path).catch(() => undefined)
  if (facts === undefined) return 0
  if (!facts.isDirectory()) return facts.size
  const below = await readdir(path).catch(() => [])
  const sizes = await Promise.all(below.map((name) => bytesUnder(join(path, name))))
  return sizes.reduce((sum, bytes) => sum + bytes, 0)
}

/** Those on this machine, and the servers that the settings name. */
export async function mappedModels({ modelsFolder, languageModel, meaning }: Config): Promise<MappedModel[]> {
  const local = (await inventoryModels(modelsFolder)).map(
    ({ languages, files, ...model }): MappedModel => ({ ...model, runsAt: null, languages: [...languages], files: [...files] }),
  )
  const elsewhere = (name: string, purpose: MappedModel['purpose'], url: string): MappedModel => ({
    name,
    purpose,
    languages: [],
    licence: null,
    runsAt: new URL(url).host,
    state: 'elsewhere',
    origin: 'elsewhere',
    files: [],
  })
  return [
    ...local,
    ...(meaning.kind === 'endpoint' ? [elsewhere(meaning.model, 'meaning', meaning.url)] : []),
    ...(languageModel === undefined ? [] : [elsewhere(languageModel.model, 'language-model', languageModel.url)]),
  ]
}

function egressOf(egress: Egress): DataMap['egress'] {
  return {
    enforced: egress.enforced,
    places: egress.places.map(({ host, isDomain, port, purpose }) => ({ host: isDomain ? `*${host}` : host, port: port ?? null, purpose })),
    attempts: egress.counts(),
    refusedHosts: [...egress.refusedHosts()],
  }
}
