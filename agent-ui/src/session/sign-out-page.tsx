import { useEffect } from 'react'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Loading } from '../ui/placeholders.tsx'
import { useSignOut } from './use-session.ts'

/** A page of its own, so that leaving an unsaved summary for it asks first. */
export function SignOutPage() {
  const { mutate, error } = useSignOut()
  useEffect(() => mutate(), [mutate])
  return (
    <main id="main" className="mx-auto w-full max-w-lg p-6">
      {error === null ? <Loading /> : <CodedNotice error={error} onRetry={() => mutate()} />}
    </main>
  )
}
