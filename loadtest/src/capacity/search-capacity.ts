/** One number of calls, tried. */
export interface CapacityStep<Result> {
  readonly calls: number
  readonly outcome: 'pass' | 'fail' | 'invalid'
  /** A step that failed once is tried again before it counts. */
  readonly attempt: number
  readonly result: Result
}

export interface CapacityFound<Result> {
  /** The highest number of calls that met every target; 0 when not even one did. */
  readonly calls: number
  /** The search ended because the generator couldn't keep up, or because no more was to be tried: the server may hold more. */
  readonly isOpenEnded: boolean
  readonly steps: readonly CapacityStep<Result>[]
}

export interface CapacityPorts<Result> {
  /** Plays that many calls, and says whether the targets were met. */
  try(calls: number, attempt: number): Promise<{ readonly outcome: CapacityStep<Result>['outcome']; readonly result: Result }>
  readonly first: number
  readonly most: number
  /** Steps closer than this share of the number of calls aren't told apart. */
  readonly precision: number
}

const ATTEMPTS = 2

/** Doubles until a number of calls fails twice, then halves the distance between the highest that passed and the lowest that failed. */
export async function searchCapacity<Result>(ports: CapacityPorts<Result>): Promise<CapacityFound<Result>> {
  const { first, most, precision } = ports
  const steps: CapacityStep<Result>[] = []
  const passes = async (calls: number): Promise<'pass' | 'fail' | 'invalid'> => {
    let outcome: CapacityStep<Result>['outcome'] = 'fail'
    for (let attempt = 1; attempt <= ATTEMPTS && outcome === 'fail'; attempt += 1) {
      const tried = await ports.try(calls, attempt)
      outcome = tried.outcome
      steps.push({ calls, attempt, ...tried })
    }
    return outcome
  }
  let good = 0
  let bad = most + 1
  let calls = Math.min(first, most)
  while (bad - good > Math.max(1, Math.floor(good * precision))) {
    const outcome = await passes(calls)
    if (outcome === 'invalid') return { calls: good, isOpenEnded: true, steps }
    if (outcome === 'pass') good = calls
    else bad = calls
    const hasFailed = bad <= most
    calls = hasFailed ? Math.floor((good + bad) / 2) : Math.min(most, calls * 2)
    if (calls <= good || (hasFailed && calls === 0)) break
  }
  return { calls: good, isOpenEnded: bad > most, steps }
}
