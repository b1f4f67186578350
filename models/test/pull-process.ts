/** A process that installs the tiny model, for tests with several: FILES_FOLDER SOURCE_FOLDER [hang]. With `hang` its build never ends. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureModel } from '../src/fetcher.ts'
import { folderSource } from '../src/sources/folder-source.ts'
import { standInBuilder, tinyBuilt } from './tiny-models.ts'

const [filesFolder = '', sourceFolder = '', mode] = process.argv.slice(2)

const hangingBuild = async (_: string, to: string) => {
  await writeFile(join(to, 'encoder.onnx'), 'half a gra')
  process.stdout.write('half\n')
  // A pending timer keeps the process alive until it is killed.
  await new Promise(() => setInterval(() => undefined, 60_000))
}

const builder = mode === 'hang' ? standInBuilder(1, hangingBuild) : standInBuilder()
await ensureModel(tinyBuilt, {
  config: { filesFolder, localFolder: undefined, sources: ['folder'], hubUrl: 'http://127.0.0.1:9', keepSources: false },
  sources: [folderSource(sourceFolder, 'folder')],
  loadBuilder: async () => builder,
  onProgress: (event) => process.stderr.write(event.kind === 'bytes' ? '' : `${event.text}\n`),
})
process.stdout.write(`${builder.builds.length}\n`)
