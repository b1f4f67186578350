import { isErrorCode } from '@souffleur/proto'
import { Building2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { CodedError } from '../api/http.ts'
import { buttonClass } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { useWaysIn } from './use-session.ts'

/** The way through the organisation's identity provider, where there is one, and what came of the last try. */
export function OrganisationSignOn() {
  const { t } = useTranslation()
  const signOn = useWaysIn()
  const code = new URLSearchParams(window.location.search).get('signOn') ?? ''
  return (
    <>
      {isErrorCode(code) ? <CodedNotice error={CodedError.of(code)} /> : null}
      {signOn.data?.available === true ? (
        <a href="/api/v1/sign-on/start" className={`${buttonClass('plain')} w-full`}>
          <Building2 aria-hidden className="size-4" />
          {t('signIn.organisation')}
        </a>
      ) : null}
    </>
  )
}
