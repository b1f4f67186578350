import { Link, Outlet } from '@tanstack/react-router'
import { LogOut } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { OwnAccount } from '../accounts/own-account.tsx'
import { AssignedCalls } from '../calls/assigned-calls.tsx'
import { useUser } from '../session/use-session.ts'
import { BrandMark, Wordmark } from '../ui/brand.tsx'
import { buttonClass } from '../ui/button.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { PreferencesMenu } from './preferences-menu.tsx'

/** What surrounds every page of somebody who is signed in. It takes one row, also at the width of a side panel. */
export function Shell() {
  const { t } = useTranslation()
  return (
    <div className="flex h-dvh flex-col">
      <a href="#main" className="sr-only z-50 rounded bg-surface px-3 py-2 focus:not-sr-only focus:absolute focus:top-2 focus:left-2">
        {t('shell.skip')}
      </a>
      <header className="flex h-12 shrink-0 items-center gap-2 max-sm:gap-0.5 border-b border-line bg-surface px-3 sm:px-4">
        <Link to="/" className="flex items-center gap-2 rounded" aria-label={t('shell.home')}>
          <BrandMark className="size-6" />
          <span className="max-sm:hidden">
            <Wordmark />
          </span>
        </Link>
        <Navigation />
        <span className="flex-1" />
        <PreferencesMenu />
        <Account />
      </header>
      <ConnectionBanner />
      <AssignedCalls />
      <div className="relative min-h-0 flex-1 overflow-y-auto" data-scroll-restoration-id="page">
        <Outlet />
      </div>
    </div>
  )
}

const linkClass =
  'rounded px-2 max-sm:px-1.5 py-1.5 text-sm text-soft hover:text-ink data-[status=active]:font-semibold data-[status=active]:text-ink data-[status=active]:underline data-[status=active]:decoration-curtain data-[status=active]:decoration-2 data-[status=active]:underline-offset-8'

function Navigation() {
  const { t } = useTranslation()
  const { role } = useUser()
  return (
    <nav aria-label={t('shell.navigation')} className="flex min-w-0 gap-1 overflow-x-auto whitespace-nowrap sm:ml-4">
      {role === 'advisor' ? (
        <>
          <Link to="/" className={linkClass} activeOptions={{ exact: true }}>
            {t('nav.start')}
          </Link>
          <Link to="/calls" className={linkClass}>
            {t('nav.calls')}
          </Link>
        </>
      ) : null}
      {role === 'supervisor' ? (
        <>
          <Link to="/calls" className={linkClass}>
            {t('nav.calls')}
          </Link>
          <Link to="/reviews" className={linkClass}>
            {t('nav.reviews')}
          </Link>
          <Link to="/figures" className={linkClass}>
            {t('nav.analytics')}
          </Link>
          <Link to="/knowledge" className={linkClass}>
            {t('nav.knowledge')}
          </Link>
          <Link to="/intents" className={linkClass}>
            {t('nav.intents')}
          </Link>
          <Link to="/guide" className={linkClass}>
            {t('nav.guide')}
          </Link>
          <Link to="/templates" className={linkClass}>
            {t('nav.templates')}
          </Link>
          <Link to="/suggestions" className={linkClass}>
            {t('nav.insights')}
          </Link>
          <Link to="/governance" className={linkClass}>
            {t('nav.governance')}
          </Link>
        </>
      ) : null}
      {role === 'admin' ? (
        <Link to="/accounts" className={linkClass}>
          {t('nav.accounts')}
        </Link>
      ) : null}
      {role === 'dpo' ? (
        <>
          <Link to="/data-protection" className={linkClass}>
            {t('nav.dataProtection')}
          </Link>
          <Link to="/privacy" className={linkClass}>
            {t('nav.privacy')}
          </Link>
          <Link to="/ops/audit" className={linkClass}>
            {t('nav.audit')}
          </Link>
          <Link to="/ops/data-map" className={linkClass}>
            {t('nav.dataMap')}
          </Link>
          <Link to="/governance" className={linkClass}>
            {t('nav.governance')}
          </Link>
        </>
      ) : null}
      {role === 'ops' ? (
        <>
          <Link to="/ops" className={linkClass} activeOptions={{ exact: true }}>
            {t('nav.status')}
          </Link>
          <Link to="/ops/sources" className={linkClass}>
            {t('nav.sources')}
          </Link>
          <Link to="/webhooks" className={linkClass}>
            {t('nav.webhooks')}
          </Link>
          <Link to="/ops/audit" className={linkClass}>
            {t('nav.audit')}
          </Link>
          <Link to="/ops/data-map" className={linkClass}>
            {t('nav.dataMap')}
          </Link>
        </>
      ) : null}
    </nav>
  )
}

function Account() {
  const { t } = useTranslation()
  const user = useUser()
  return (
    <div className="flex items-center gap-1">
      <span className="text-right text-xs leading-tight max-md:hidden">
        <span className="block font-medium text-ink">{user.displayName}</span>
        <span className="block text-soft">{t(`role.${user.role}`)}</span>
      </span>
      <OwnAccount />
      <Link to="/sign-out" className={buttonClass('quiet', 'icon')} aria-label={t('shell.signOut')} title={t('shell.signOut')}>
        <LogOut aria-hidden className="size-4" />
      </Link>
    </div>
  )
}
