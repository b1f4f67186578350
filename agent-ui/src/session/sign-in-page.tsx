import { KeyRound } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PreferencesMenu } from '../app/preferences-menu.tsx'
import { BrandMark } from '../ui/brand.tsx'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { OrganisationSignOn } from './organisation-sign-on.tsx'
import { useSignIn, useWaysIn } from './use-session.ts'

const demoAccounts = ['advisor', 'supervisor', 'ops', 'dpo', 'admin'] as const

export function SignInPage() {
  const { t } = useTranslation()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useSignIn()
  const waysIn = useWaysIn()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate({ username: username.trim(), password })
  }
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex justify-end p-3">
        <PreferencesMenu />
      </header>
      <main className="mx-auto flex w-full max-w-md flex-1 flex-col justify-center gap-6 px-4 pb-24">
        <div className="space-y-2">
          <h1 className="flex items-center gap-3">
            <BrandMark className="size-11" />
            <span className="font-script text-4xl font-semibold tracking-tight">Souffleur</span>
          </h1>
          <p className="font-script text-lg text-soft">{t('signIn.tagline')}</p>
        </div>
        <form onSubmit={submit} className="card space-y-4 p-5 shadow-card">
          <TextField label={t('signIn.username')} value={username} onChange={setUsername} autoComplete="username" autoFocus />
          <TextField label={t('signIn.password')} value={password} onChange={setPassword} autoComplete="current-password" type="password" />
          {signIn.error === null ? null : <CodedNotice error={signIn.error} />}
          <Button type="submit" look="primary" className="w-full" disabled={signIn.isPending || username.trim() === '' || password === ''}>
            {signIn.isPending ? t('signIn.pending') : t('signIn.submit')}
          </Button>
        </form>
        <OrganisationSignOn />
        {waysIn.data?.demoAccounts === true ? <DemoAccounts onChoose={setUsername} /> : null}
      </main>
    </div>
  )
}

function DemoAccounts({ onChoose }: { readonly onChoose: (username: string) => void }) {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="demo-accounts" className="space-y-3 text-sm">
      <h2 id="demo-accounts" className="font-semibold">
        {t('signIn.demoTitle')}
      </h2>
      <ul className="space-y-2">
        {demoAccounts.map((name) => (
          <li key={name} className="flex items-baseline gap-3">
            <button
              type="button"
              onClick={() => onChoose(name)}
              className="w-24 shrink-0 rounded text-left font-mono font-medium text-curtain-text underline underline-offset-4"
            >
              {name}
            </button>
            <span className="text-soft">{t(`signIn.demo.${name}`)}</span>
          </li>
        ))}
      </ul>
      <p className="flex gap-2 text-soft">
        <KeyRound aria-hidden className="mt-0.5 size-4 shrink-0" />
        {t('signIn.passwords')}
      </p>
    </section>
  )
}

interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly autoComplete: string
  readonly type?: 'text' | 'password'
  readonly autoFocus?: boolean
}

function TextField({ label, value, onChange, ...rest }: TextFieldProps) {
  const id = useId()
  return (
    <div className="space-y-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input id={id} className="field w-full" value={value} onChange={(event) => onChange(event.target.value)} {...rest} />
    </div>
  )
}
