import { useEffect, useRef } from 'react'
import { type CallCommand, type CommandName, callCommand, isTaken } from './call-keys.ts'

type Runs = { readonly [Name in CommandName]?: () => void } & { readonly select?: (slot: number) => void }

/** Does something when a key is pressed on a call's screen. */
export function useCallCommands(runs: Runs): void {
  const latest = useRef(runs)
  useEffect(() => {
    latest.current = runs
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey, target, repeat } = event
      if (repeat) return
      const command = callCommand({ key, ctrlKey, metaKey, altKey, isTaken: isTaken(target) })
      if (command !== undefined && dispatch(latest.current, command)) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

function dispatch(runs: Runs, command: CallCommand): boolean {
  if (command.type === 'select') {
    runs.select?.(command.slot)
    return runs.select !== undefined
  }
  const run = runs[command.type]
  run?.()
  return run !== undefined
}
