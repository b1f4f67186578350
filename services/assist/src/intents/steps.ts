/** Long work that can be interrupted: it yields now and then, and returns its result. */
export type Steps<T> = Generator<void, T, void>

export function runAtOnce<T>(steps: Steps<T>): T {
  let step = steps.next()
  while (step.done !== true) step = steps.next()
  return step.value
}

/** Lets others have their turn between steps. */
export async function runInTurns<T>(steps: Steps<T>, nextTurn: () => Promise<void>): Promise<T> {
  let step = steps.next()
  while (step.done !== true) {
    await nextTurn()
    step = steps.next()
  }
  return step.value
}
