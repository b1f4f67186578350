import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { figures } from './capacity-model/measured.ts'
import { type Demand, planCapacity, usualDemand } from './capacity-model/plan-capacity.ts'
import { printFigures, printPlan } from './capacity-model/print-plan.ts'

const USAGE = `npm run capacity -- [--calls 100,1000,10000] [--french 0.5] [--hours 8] [--mean 0.6] [--gpu] [--figures] [--json FILE]

What an installation for that many calls at once needs, calculated from what was measured (docs/capacity.md). --french is their share,
--hours how long a day is, --mean the load of these hours beside the busiest moment's. --figures prints what it stands on.`

async function main(parameters: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      calls: { type: 'string', default: '100,1000,10000' },
      french: { type: 'string', default: String(usualDemand.frenchShare) },
      hours: { type: 'string', default: String(usualDemand.hoursPerDay) },
      mean: { type: 'string', default: String(usualDemand.meanLoad) },
      gpu: { type: 'boolean', default: false },
      figures: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  })
  const shared: Omit<Demand, 'calls'> = {
    frenchShare: Number(values.french),
    hoursPerDay: Number(values.hours),
    meanLoad: Number(values.mean),
    recognition: values.gpu ? 'gpu' : 'cpu',
  }
  const plans = values.calls.split(',').map((calls) => planCapacity({ ...shared, calls: Number(calls) }))
  process.stdout.write(`${plans.map(printPlan).join('\n\n')}\n`)
  if (values.figures) process.stdout.write(`\nFigures\n${printFigures()}\n`)
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify({ figures, plans }, null, 2)}\n`)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`)
  process.exitCode = 2
}
