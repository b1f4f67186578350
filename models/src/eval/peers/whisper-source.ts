import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readModelsConfig } from '../../config.ts'
import { checkFiles } from '../../file-hash.ts'
import { findModel } from '../../registry.ts'
import { sourceForm } from '../../source-form.ts'
import { sourcesOf } from '../../sources.ts'

const MODEL = 'whisper-base'

/**
 * The files that whisper-base is built from, which the peers run as they are: fetched once, from the sources that models come from.
 * @returns a folder with `model.bin` in the form of CTranslate2 @throws Error with each source's complaint
 */
export async function whisperSource(cache: string): Promise<string> {
  const model = findModel(MODEL)
  if (model?.form !== 'built') throw new Error(`${MODEL} isn't built from anything`)
  const place = join(cache, `${MODEL}-source`)
  const isGood = async (folder: string) => (await checkFiles((name) => join(folder, name), model.sourceFiles)) === 'good'
  if (await isGood(place)) return place
  const complaints: string[] = []
  for (const source of sourcesOf(readModelsConfig(process.env)).filter((one) => one.offers(model))) {
    const arriving = `${place}.arriving`
    await rm(arriving, { recursive: true, force: true })
    await mkdir(arriving, { recursive: true })
    const fetched = await source.fetch(model, { folder: arriving, partialFolder: `${place}.partial`, onBytes: () => undefined })
    if (!fetched.ok) complaints.push(`${source.label}: ${fetched.error.detail}`)
    else if (sourceForm(fetched.value, 'whisper') !== 'ctranslate2' || !(await isGood(fetched.value)))
      complaints.push(`${source.label}: other files`)
    // A folder of the machine's own stays where it is.
    else if (fetched.value !== arriving) return fetched.value
    else {
      await rm(place, { recursive: true, force: true })
      await rename(arriving, place)
      return place
    }
  }
  throw new Error(complaints.join('; ') || `no source has ${MODEL}`)
}
